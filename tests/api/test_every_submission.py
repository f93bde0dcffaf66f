"""各类提交稿。Whatever an enterprise hands in can be read by whoever may follow the case: an agreement's changes and reports as well."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.desk import APPLICANT, OFFICER, Desk
from tests.api.test_project_changes import GOALS, PARTNER, api, applied, competition, later
from tests.api.test_project_delivery import REPORT, answered, prove
from tests.office import WAN
from tests.workflows.competition import Competition

__all__ = ["api", "competition"]

PARTS = {"budget": [{"heading": "equipment", "fen": 200 * WAN}, {"heading": "labour", "fen": 100 * WAN}], "partners": [PARTNER]}


async def read_all(api: Desk, project: str) -> list[dict[str, Any]]:
    """Return the values of each submission of a project by code, having read it and what differs from the one before as three people."""
    path, found = f"/projects/{project}/submissions", []
    for number in range(1, len((await api.get(OFFICER, path)).json()) + 1):
        for person in (APPLICANT, "auditor", OFFICER):
            shown = await api.get(person, f"{path}/{number}")
            assert shown.status_code == 200, shown.text
            differing = await api.get(person, f"{path}/{number}/differences")
            assert differing.status_code == (200 if number > 1 else 404), differing.text
        found.append({one["code"]: one["value"] for one in shown.json()["facts"]})
    return found


@pytest.mark.parametrize("changes", [GOALS, PARTS, None], ids=["goals", "budget_and_partners", "milestones"])
async def test_submission_is_read_in_full_when_it_applies_for_a_change(
    api: Desk, competition: Competition, changes: dict[str, Any] | None
) -> None:
    project = await competition.in_delivery()
    changes = changes or {"milestones": await later(project)}
    await applied(api, project, changes)
    solution, change = await read_all(api, project.number)
    assert (solution["planned_cost_fen"], change["changes"]) == (300 * WAN, changes)


async def test_submission_is_read_in_full_when_it_reports_a_milestone(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await prove(api, project, "milestone_report", b"% first")
    assert (await answered(api, APPLICANT, project, "milestone_report", REPORT)).status_code == 200
    assert (await read_all(api, project.number))[-1]["report"] == REPORT["report"]


async def test_submission_is_read_in_full_when_it_applies_for_acceptance(api: Desk, competition: Competition) -> None:
    project = await competition.to_final()
    assert len(await read_all(api, project.number)) == 2
