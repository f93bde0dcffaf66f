"""A project is admitted once: by its upstream registry, an officer and an approver, and by nobody alone."""

from __future__ import annotations

from sqlalchemy import select

from models.tables import AuditEvent
from tests.workflows.office import WAN, Case, Office
from tests.workflows.projects import admitted, claimed, enter, paid, received


async def refused_for(case: Case) -> list[str]:
    """Return the conditions an upstream check found missing."""
    await case.reach("refused")
    query = select(AuditEvent.detail).where(AuditEvent.case_id == case.id, AuditEvent.event == "upstream_not_recognised")
    found = (await case.office.all(query))[0]["failures"]
    assert all(failure["clause"] == "第(二)条" for failure in found)
    return [failure["code"] for failure in found]


async def test_claim_is_paid_when_its_project_was_admitted(skipping: Office) -> None:
    await enter(skipping, received(300 * WAN))
    project = await admitted(skipping)
    row = await paid(await claimed(project))
    assert (row.paid_fen, row.parent_id) == (300 * WAN, project.id)
    assert await project.events() == ["submitted", "upstream_recognised", "admission_recommended", "admitted"]
