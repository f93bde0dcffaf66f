"""A project is admitted once: by its upstream registry, an officer and an approver, and by nobody alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.signatures.case import AutomaticStep, Receipt
from models.tables import AuditEvent
from policy.actors import Actor, Role
from sandbox.enterprises import YUNHENG
from tests.granting import grants
from tests.office import APPLICANT, HEAD, OFFICER, WAN, Case, Office, defective, explained, message
from tests.workflows.projects import ADMISSION, ITEM, admitted, claimed, enter, filed, paid, received


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


async def test_project_is_admitted_when_an_outage_of_the_registry_is_over(skipping: Office) -> None:
    await enter(skipping, received(WAN))
    await skipping.fault("upstream.projects", "down")
    project = await filed(skipping)
    await skipping.until_failed("upstream.projects", project)
    assert (await project.row()).stage == "upstream_check"
    await skipping.mend()
    await project.reach("admission")


async def test_project_can_be_withdrawn_during_an_outage(skipping: Office) -> None:
    await skipping.fault("upstream.projects", "down")
    project = await filed(skipping)
    await skipping.until_failed("upstream.projects", project)
    assert (await withdraw(project)).stage == "withdrawn"
    assert await project.handle.result() == "withdrawn"


@pytest.mark.parametrize("mode", ["garbage", "error_500", "wrong_subject"])
async def test_project_waits_when_the_registry_cannot_be_believed(skipping: Office, mode: str) -> None:
    await enter(skipping, received(WAN))
    await skipping.fault("upstream.projects", mode)
    project = await filed(skipping)
    await skipping.until_failed("upstream", project)
    assert await project.events() == ["submitted"]


@pytest.mark.parametrize(
    ("registered", "missing"),
    [
        ({"uscc": YUNHENG}, "upstream_own"),
        ({"level": "beijing"}, "upstream_level"),
        ({"status": "terminated"}, "upstream_alive"),
        ({"status": "completed"}, "upstream_alive"),
        ({"number": "GJ-OTHER"}, "upstream_known"),
    ],
)
async def test_project_is_refused_when_its_registry_says_otherwise(skipping: Office, registered: dict[str, str], missing: str) -> None:
    await enter(skipping, received(WAN), **registered)
    project = await filed(skipping)
    assert await refused_for(project) == [missing]
    assert await project.handle.result() == "refused"


async def test_project_is_recognised_when_it_was_reduced(skipping: Office) -> None:
    await enter(skipping, received(WAN), status="reduced")
    await (await filed(skipping)).reach("admission")


async def test_officer_refuses_a_project_that_does_not_fit(skipping: Office) -> None:
    await enter(skipping, received(WAN))
    project = await filed(skipping)
    await project.answer("admission", OFFICER, decision="admission_refused", reason="不符合发展方向")
    assert await project.handle.result() == "refused"
    # Its number is free again.
    await (await filed(skipping)).reach("admission")


async def test_upstream_is_asked_again_when_a_project_was_corrected(skipping: Office) -> None:
    await enter(skipping, received(WAN))
    project = await filed(skipping)
    await project.answer("admission", OFFICER, **defective("title", "与批复不一致"))
    await project.answer("project_correction", APPLICANT, **explained("title"))
    await project.reach("admission")
    assert await project.events() == ["submitted", "upstream_recognised", "correction_requested", "corrected", "upstream_recognised"]


async def test_project_lapses_when_it_is_not_corrected_in_time(skipping: Office) -> None:
    await enter(skipping, received(WAN))
    project = await filed(skipping)
    await project.answer("admission", OFFICER, **defective("title", "与批复不一致"))
    await project.skip(timedelta(days=30))
    await project.reach("lapsed")


async def test_officer_looks_again_when_the_approver_returns_it(skipping: Office) -> None:
    await enter(skipping, received(WAN))
    project = await filed(skipping)
    await project.answer("admission", OFFICER, **ADMISSION)
    await project.answer("admission_confirmation", HEAD, decision="admission_returned", reason="请核实方向")
    await project.answer("admission", OFFICER, **ADMISSION)
    await project.answer("admission_confirmation", HEAD, decision="admission_refused", reason="不符合")
    await project.reach("refused")


async def test_whoever_recommended_may_not_confirm(skipping: Office) -> None:
    both = Actor("both-1", "兼任", grants(Role.OFFICER, Role.APPROVER))
    await enter(skipping, received(WAN))
    project = await filed(skipping)
    await project.answer("admission", both, **ADMISSION)
    assert await project.refusal_of_answer("admission_confirmation", both, decision="admitted") == "four_eyes"


async def test_admission_escalates_when_nobody_decides(skipping: Office) -> None:
    await enter(skipping, received(WAN))
    project = await filed(skipping)
    await project.skip(timedelta(days=30))
    await project.happened("escalated")
    assert (await project.row()).stage == "admission"


@pytest.mark.parametrize("typed", [str, str.lower, lambda number: f" {number}\u200b", lambda number: number.replace("-", "–")])
async def test_second_project_under_a_number_is_refused_while_the_first_lives(skipping: Office, typed: Callable[[str], str]) -> None:
    await enter(skipping, received(WAN))
    first = await admitted(skipping)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await filed(skipping, project_no=typed((await first.row()).project_no))
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "duplicate"


async def test_claimed_project_cannot_be_withdrawn(skipping: Office) -> None:
    await enter(skipping, received(WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    assert await project.refusal("request", message("withdrawn", APPLICANT, reason="不再需要")) == "wrong_stage"
    await claim.withdraw()
    assert (await withdraw(project)).stage == "withdrawn"


async def test_claim_without_a_project_is_refused(skipping: Office) -> None:
    facts = {"project_no": "X", "upstream_level": "national", "fits_direction": True, "funding_year": 2025, "upstream_received_fen": 1}
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await skipping.apply_for(ITEM, facts=facts)
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "wrong_process"


async def test_recognition_is_recorded_once_when_it_is_tried_again(skipping: Office) -> None:
    await enter(skipping, received(WAN))
    await skipping.fault("upstream.projects", "down")
    project = await filed(skipping)
    await skipping.until_failed("upstream.projects", project)
    await project.handle.terminate()
    await skipping.mend()
    check = next(found for found in skipping.parts.activities() if found.__name__ == "check_upstream")
    step = AutomaticStep("matching", str(project.id), "test/check", datetime.now(UTC))
    first, again = [await check(step) for _ in range(2)]
    assert first == again
    assert await project.events() == ["submitted", "upstream_recognised"]


async def withdraw(project: Case) -> Receipt:
    return await project.ask("request", message("withdrawn", APPLICANT, reason="不再需要"))
