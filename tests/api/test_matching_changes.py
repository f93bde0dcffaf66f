"""Changes of a matching project over REST: decided by two people while it is active, and what its next looks and changes go by."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.desk import APPLICANT, HEAD, OFFICER, PDF, STRANGER, Desk, code_of
from tests.api.test_matching_projects import admitted, complete
from tests.office import WAN, Office
from tests.workflows.projects import TODAY, received

ENDS_ON = f"{TODAY.year + 5}-06-30"
REVIEWED = {"decision": "change_reviewed", "opinion": "上级已批复延期", "recommend": True}
BUDGET = [{"heading": "equipment", "fen": 60 * WAN}, {"heading": "labour", "fen": 40 * WAN}]


async def request(api: Desk, number: str, changes: dict[str, Any], paper: bytes) -> Any:
    """Upload a document, and apply for a change that rests on it."""
    file = {"file": ("reply.pdf", PDF + paper)}
    added = await api.ask(APPLICANT, "POST", f"/projects/{number}/documents", data={"evidence_code": "change_evidence"}, files=file)
    assert added.status_code == 201, added.text
    return await api.post(APPLICANT, f"/projects/{number}/changes", {"changes": changes, "reason": "上级批复延期"})


async def decided(api: Desk, number: str, changes: dict[str, Any], answer: dict[str, Any], paper: bytes) -> dict[str, Any]:
    """Apply for a change, have it reviewed and decided, and return what is agreed."""
    asked = await request(api, number, changes, paper)
    assert asked.status_code == 200, asked.text
    await complete(api, OFFICER, number, "change_review", REVIEWED)
    await complete(api, HEAD, number, "change_decision", answer)
    return dict((await api.get(APPLICANT, f"/projects/{number}/changes")).json())


async def test_newest_accepted_version_stands_when_changes_are_accepted_adjusted_refused_and_withdrawn(api: Desk, behind: Office) -> None:
    number = (await admitted(api, behind, received(100 * WAN)))["number"]
    found = await decided(api, number, {"ends_on": ENDS_ON, "budget": BUDGET}, {"decision": "change_accepted"}, b"% 1")
    assert (found["version"], found["terms"]["ends_on"], found["terms"]["budget"]) == (2, ENDS_ON, BUDGET)
    assert [one["code"] for one in found["changes"][0]["subjects"]] == ["budget", "time"]
    more = await request(api, number, {"budget": [{"heading": "equipment", "fen": 100 * WAN + 1}]}, b"% 2")
    assert (code_of(more), [one["field"] for one in more.json()["errors"]]) == ("invalid_input", ["changes.budget"])
    adjusted = {"decision": "change_adjusted", "reason": "名称应与批复一致", "changes": {"title": "演示研发计划（调整）"}}
    found = await decided(api, number, {"title": "演示计划"}, adjusted, b"% 3")
    assert (found["version"], found["terms"]["title"]) == (3, "演示研发计划（调整）")
    refused = {"decision": "change_refused", "reason": "上级未批复"}
    found = await decided(api, number, {"goals": "另一目标"}, refused, b"% 4")
    assert (found["version"], "goals" in found["terms"]) == (3, False)
    assert (await request(api, number, {"partners": []}, b"% 5")).status_code == 200
    assert (await api.post(APPLICANT, f"/projects/{number}/changes/4/withdraw", {"reason": "不再需要"})).status_code == 200
    found = (await api.get("auditor", f"/projects/{number}/changes")).json()
    assert [one["state"]["code"] for one in found["changes"]] == [
        "change_accepted",
        "change_adjusted",
        "change_refused",
        "change_withdrawn",
    ]
    shown = (await api.get(APPLICANT, f"/projects/{number}")).json()
    assert (shown["particulars"]["title"], shown["particulars"]["ends_on"], shown["stage"]["code"]) == (
        "演示研发计划（调整）",
        ENDS_ON,
        "active",
    )
    text = (await api.get(APPLICANT, f"/projects/{number}/changes/2/letter")).json()["text"]
    assert "名称应与批复一致" in text


async def test_change_of_a_matching_project_is_refused_when_it_has_ended(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(100 * WAN))
    path = f"/projects/{project['number']}/changes"
    assert (await api.get(STRANGER, path)).status_code == 404
    assert (await api.post(APPLICANT, f"/cases/{project['number']}/withdraw", {"reason": "放弃"})).status_code == 200
    refused = await api.post(APPLICANT, path, {"changes": {"goals": "目标"}, "reason": "理由"})
    assert (refused.status_code, code_of(refused)) == (409, "process_ended")


@pytest.mark.parametrize("changes", [{"budget": BUDGET}, {"title": "演示计划"}, {"ends_on": ENDS_ON}], ids=["budget", "title", "ends_on"])
async def test_what_a_change_applies_for_is_read_in_its_submission(api: Desk, behind: Office, changes: dict[str, Any]) -> None:
    number = (await admitted(api, behind, received(100 * WAN)))["number"]
    assert (await request(api, number, changes, b"% 1")).status_code == 200
    for person in (APPLICANT, OFFICER, "auditor"):
        shown = (await api.get(person, f"/projects/{number}/submissions/2")).json()
        assert {one["code"]: one["value"] for one in shown["facts"]}["changes"] == changes
        assert (await api.get(person, f"/projects/{number}/submissions/2/differences")).status_code == 200
