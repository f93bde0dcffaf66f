"""Changes of a task book over REST: applied for with documents, reviewed by one, decided by another, and the base of what follows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

from policy.processes.post_grant.task_book import end_of
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of, desk
from tests.api.test_project_delivery import PASSED, RECTIFY, REPORT, about, answered, prove, wrong
from tests.office import WAN, Case, skipping_office
from tests.workflows.competition import Competition, milestone, task_book

REVIEWED = {"decision": "change_reviewed", "opinion": "进度受限于设备", "recommend": True}
ACCEPTED = {"decision": "change_accepted"}
REFUSED = {"decision": "change_refused", "reason": "延期理由不充分"}
REASON = "关键设备进口许可延迟"
GOALS = {"goals": "完成样机并通过第三方检测"}
PARTNER = {"name": "演示云衡机器人（北京）股份有限公司", "uscc": YUNHENG, "part": "整机集成"}


@pytest.fixture
async def competition(time_skipping_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Competition]:
    """A call whose projects let years pass in seconds."""
    async with skipping_office(time_skipping_env, database_url) as office:
        yield Competition(office)


@pytest.fixture
async def api(competition: Competition, tmp_path: Path) -> AsyncIterator[Desk]:
    """The API before it."""
    office = competition.office
    async with desk(office.client, office.settings.task_queue, office.database, office.sandbox, office.parts.http, tmp_path) as opened:
        yield opened


async def request(api: Desk, project: Case, changes: dict[str, Any], person: str = APPLICANT, **request: Any) -> Any:
    """Apply for a change, whatever comes of it."""
    return await api.post(person, f"/projects/{project.number}/changes", {"changes": changes, "reason": REASON}, **request)


async def applied(api: Desk, project: Case, changes: dict[str, Any], paper: bytes = b"% permit") -> None:
    """Apply for a change with its document."""
    await prove(api, project, "change_evidence", paper)
    answer = await request(api, project, changes)
    assert answer.status_code == 200, answer.text


async def decided(api: Desk, project: Case, answer: dict[str, Any]) -> None:
    """Have the change that is under way reviewed and decided."""
    for person, kind, given in ((OFFICER, "change_review", REVIEWED), (HEAD, "change_decision", answer)):
        done = await answered(api, person, project, kind, given)
        assert done.status_code == 200, done.text


async def agreed(api: Desk, project: Case, person: str = APPLICANT) -> dict[str, Any]:
    """Return what is agreed, and its changes."""
    answer = await api.get(person, f"/projects/{project.number}/changes")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def letter(api: Desk, project: Case, number: int = 1) -> str:
    """Return the decision on a change."""
    answer = await api.get(APPLICANT, f"/projects/{project.number}/changes/{number}/letter")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["text"])


async def later(project: Case, days: int = 60) -> list[dict[str, Any]]:
    """Return the milestones, each so many days later."""
    agreed_on = (await project.row()).milestones
    return [one | {"due_on": (date.fromisoformat(one["due_on"]) + timedelta(days=days)).isoformat()} for one in agreed_on]


# -- decided ----------------------------------------------------------------------------------------------------------------------------


async def test_deadline_moves_and_both_versions_are_shown_when_more_time_is_accepted(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    before, after = (await project.row()).milestones, await later(project)
    await applied(api, project, {"milestones": after})
    seen = await about(api, OFFICER, project, "change_review")
    assert (seen["subjects"], seen["reason"], len(seen["documents"])) == (["time"], REASON, 1)
    assert [(one["code"], one["before"], one["after"]) for one in seen["differences"]] == [("milestones", before, after)]
    await decided(api, project, ACCEPTED)
    task = await project.task("milestone_report")
    # On the first working day from then on.
    assert task.due_at is not None
    assert task.due_at >= end_of(date.fromisoformat(after[0]["due_on"]))
    await project.skip_until(end_of(date.fromisoformat(before[0]["due_on"])) + timedelta(days=14))
    assert "milestone_missed" not in await project.events()
    await project.skip_until(task.due_at + timedelta(minutes=1))
    await project.happened("milestone_missed")
    found = await agreed(api, project)
    assert (found["version"], found["terms"]["milestones"], found["changes"][0]["state"]["code"]) == (2, after, "change_accepted")
    text = await letter(api, project)
    assert [said for said in ("按第2版执行", "行政复议", REASON) if said not in text] == []


async def test_review_is_shown_to_the_office_and_not_to_the_enterprise(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await applied(api, project, GOALS)
    await answered(api, OFFICER, project, "change_review", REVIEWED)
    path = f"/projects/{project.number}/changes/1"
    shown = {person: (await api.get(person, path)).json() for person in (APPLICANT, OFFICER, HEAD, "auditor")}
    assert {person: one["review"] and one["review"]["opinion"] for person, one in shown.items()} == {
        APPLICANT: None,
        OFFICER: REVIEWED["opinion"],
        HEAD: REVIEWED["opinion"],
        "auditor": REVIEWED["opinion"],
    }
    assert {one["differences"][0]["after"] for one in shown.values()} == {GOALS["goals"]}


async def test_newest_version_is_the_base_when_one_change_is_adjusted_and_the_next_refused(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    budget = [{"heading": "equipment", "fen": 200 * WAN}, {"heading": "labour", "fen": 100 * WAN}]
    await applied(api, project, {"budget": budget, "partners": [PARTNER]})
    adjusted = [{"heading": "equipment", "fen": 250 * WAN}, {"heading": "labour", "fen": 50 * WAN}]
    await answered(api, OFFICER, project, "change_review", REVIEWED | {"changes": {"budget": adjusted}})
    seen = await about(api, HEAD, project, "change_decision")
    assert ([one["after"] for one in seen["suggested"] if one["code"] == "budget"], seen["opinion"]) == ([adjusted], REVIEWED["opinion"])
    same = {"decision": "change_adjusted", "reason": "劳务费过高", "changes": {"budget": budget}}
    assert wrong(await answered(api, HEAD, project, "change_decision", same)) == ("invalid_input", ["changes"])
    await answered(api, HEAD, project, "change_decision", same | {"changes": {"budget": adjusted}})
    found = await agreed(api, project)
    assert (found["version"], found["terms"]["budget"], found["terms"]["partners"]) == (2, adjusted, [PARTNER])
    assert found["planned_cost_fen"] == 300 * WAN
    assert "劳务费过高" in await letter(api, project)
    back = [{"heading": "labour", "fen": 300 * WAN}]
    await applied(api, project, {"budget": back}, b"% again")
    assert (await about(api, OFFICER, project, "change_review"))["differences"][0]["before"] == adjusted
    await decided(api, project, REFUSED)
    found = await agreed(api, project)
    assert (found["version"], found["terms"]["budget"], found["changes"][1]["decided_reason"]) == (2, adjusted, REFUSED["reason"])
    text = await letter(api, project, 2)
    assert [said for said in ("不同意变更", REFUSED["reason"], "行政诉讼") if said not in text] == []
    issued = f"/cases/{project.number}/letters"
    listed = [one for one in (await api.get(APPLICANT, issued)).json() if one["event"]["code"].startswith("change_")]
    assert [one["event"]["code"] for one in listed] == ["change_adjusted", "change_refused"]
    read = [(await api.get(APPLICANT, f"{issued}/{one['sequence']}")).json()["text"] for one in listed]
    assert read == [await letter(api, project), text]


async def test_whoever_reviewed_does_not_decide(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await applied(api, project, GOALS)
    assert (await answered(api, OFFICER, project, "change_review", REVIEWED)).status_code == 200
    task = await project.task("change_decision")
    refused = await api.post(OFFICER, f"/tasks/{task.id}/complete", ACCEPTED)
    assert (refused.status_code, code_of(refused)) == (403, "four_eyes")


# -- what is not taken ------------------------------------------------------------------------------------------------------------------


async def test_change_that_cannot_be_agreed_on_is_refused_naming_what_is_wrong(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    whole = [{"heading": "equipment", "fen": 300 * WAN}]
    refused = await request(api, project, {"budget": whole})
    assert wrong(refused) == ("incomplete", ["change_evidence"])
    await prove(api, project, "change_evidence", b"% permit")
    last = date.fromisoformat((await project.row()).task_book["signed_on"]) + timedelta(days=3 * 366)
    variants: dict[str, dict[str, Any]] = {
        "changes.budget": {"budget": [{"heading": "equipment", "fen": 300 * WAN + 1}]},
        "changes.milestones.0.due_on": {"milestones": [milestone(last)]},
        "changes.partners.0.uscc": {"partners": [PARTNER | {"uscc": "91110302MA9DA0018X"}]},
        "changes.partners.1.uscc": {"partners": [PARTNER, PARTNER | {"uscc": CHENXIN}]},
        "changes.goals": {"goals": 5},
        "changes.planned_cost_fen": {"planned_cost_fen": 400 * WAN},
        "changes": {},
    }
    found = {field: wrong(await request(api, project, changes)) for field, changes in variants.items()}
    assert found == {field: ("invalid_input", [field]) for field in variants}
    less = {"budget": [{"heading": "equipment", "fen": 300 * WAN - 1}]}
    assert wrong(await request(api, project, less)) == ("invalid_input", ["changes.budget"])
    assert (await request(api, project, {"budget": whole})).status_code == 200


async def test_change_is_nobody_elses_to_ask_for(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    asked = {person: (await request(api, project, GOALS, person)).status_code for person in (STRANGER, OFFICER, HEAD, "auditor")}
    assert asked == {STRANGER: 404, OFFICER: 403, HEAD: 403, "auditor": 403}
    path = f"/projects/{project.number}/changes"
    read = {person: (await api.get(person, path)).status_code for person in (STRANGER, FOREIGN_OFFICER, OFFICER, "auditor")}
    assert read == {STRANGER: 404, FOREIGN_OFFICER: 404, OFFICER: 200, "auditor": 200}
    missing = [await api.get(APPLICANT, f"{path}/1{rest}") for rest in ("", "/letter")]
    assert [answer.status_code for answer in missing] == [404, 404]


async def test_there_is_one_change_at_a_time_until_it_is_withdrawn(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await prove(api, project, "change_evidence", b"% permit")
    first, again = [await request(api, project, GOALS, key="change-1") for _ in range(2)]
    assert (first.status_code, first.json(), again.headers["Idempotency-Replayed"]) == (200, again.json(), "true")
    refused = await request(api, project, GOALS)
    assert (refused.status_code, code_of(refused)) == (409, "duplicate")
    path = f"/projects/{project.number}/changes/1"
    assert code_of(await api.get(APPLICANT, f"{path}/letter")) == "wrong_stage"
    held = await api.post(OFFICER, f"/cases/{project.number}/hold", {"reason": "等待海关答复"})
    assert held.status_code == 200, held.text
    assert (await api.post(STRANGER, f"{path}/withdraw", {"reason": "不再需要"})).status_code == 404
    withdrawn = await api.post(APPLICANT, f"{path}/withdraw", {"reason": "不再需要"})
    assert withdrawn.status_code == 200, withdrawn.text
    late = await api.post(APPLICANT, f"{path}/withdraw", {"reason": "不再需要"})
    assert (late.status_code, code_of(late)) == (409, "wrong_stage")
    assert (await api.get(APPLICANT, path)).json()["state"]["code"] == "change_withdrawn"
    on_hold = await request(api, project, GOALS)
    assert (on_hold.status_code, code_of(on_hold)) == (409, "on_hold")
    assert (await api.post(OFFICER, f"/cases/{project.number}/resume")).status_code == 200
    # Its document showed what the first change rests on.
    assert wrong(await request(api, project, GOALS)) == ("incomplete", ["change_evidence"])
    await applied(api, project, GOALS, b"% another")


async def test_change_ends_with_its_project(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await applied(api, project, GOALS)
    withdrawn = await api.post(APPLICANT, f"/cases/{project.number}/withdraw", {"reason": "放弃"})
    assert withdrawn.status_code == 200, withdrawn.text
    await project.handle.result()
    assert (await agreed(api, project))["changes"][0]["state"]["code"] == "ended"
    told = [one["text"]["zh"] for one in (await api.get(APPLICANT, "/messages")).json()["items"]]
    assert any("变更申请不再办理，仍按原内容执行" in said for said in told)
    refused = await request(api, project, GOALS)
    assert (refused.status_code, code_of(refused)) == (409, "process_ended")


# -- while milestones are reported ------------------------------------------------------------------------------------------------------


async def test_milestone_that_is_checked_stays_and_the_next_one_moves(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await prove(api, project, "milestone_report", b"% first")
    assert (await answered(api, APPLICANT, project, "milestone_report", REPORT)).status_code == 200
    before, after = (await project.row()).milestones, await later(project)
    await prove(api, project, "change_evidence", b"% permit")
    assert wrong(await request(api, project, {"milestones": after})) == ("invalid_input", ["changes.milestones.0"])
    moved = [before[0], after[1]]
    assert (await request(api, project, {"milestones": moved})).status_code == 200
    assert (await answered(api, OFFICER, project, "milestone_check", RECTIFY)).status_code == 200
    # What is handed in again is compared with the report, not with the change that came between.
    await prove(api, project, "milestone_report", b"% measured again")
    assert (await answered(api, APPLICANT, project, "milestone_report", REPORT | {"report": "已补测"})).status_code == 200
    change = (await about(api, OFFICER, project, "milestone_check"))["change"]
    assert [(one["code"], one["after"]) for one in change["facts"] if one["code"] == "report"] == [("report", "已补测")]
    assert (await answered(api, OFFICER, project, "milestone_check", PASSED)).status_code == 200
    await decided(api, project, ACCEPTED)
    task = await project.task("milestone_report")
    assert (task.about["milestone"], task.about["due_on"]) == (2, after[1]["due_on"])


async def test_what_has_to_be_rectified_stays_so_when_more_time_is_accepted(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await applied(api, project, {"milestones": await later(project)})
    await prove(api, project, "milestone_report", b"% first")
    assert (await answered(api, APPLICANT, project, "milestone_report", REPORT)).status_code == 200
    await answered(api, OFFICER, project, "change_review", REVIEWED)
    early = await answered(api, HEAD, project, "change_decision", ACCEPTED)
    assert wrong(early) == ("invalid_input", ["changes.milestones.0"])
    assert (await answered(api, OFFICER, project, "milestone_check", RECTIFY)).status_code == 200
    assert (await answered(api, HEAD, project, "change_decision", ACCEPTED)).status_code == 200
    task = await project.task("milestone_report")
    assert (task.about["reason"], task.about["due_on"]) == (RECTIFY["reason"], (await project.row()).milestones[0]["due_on"])
    assert (await project.row()).rectifications == 1


async def test_project_waits_for_its_change_when_every_milestone_has_passed(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery((100,))
    added = [*(await project.row()).milestones, milestone(date.fromisoformat((await later(project))[0]["due_on"]))]
    await applied(api, project, {"milestones": added})
    assert "不能转入验收" in (await about(api, OFFICER, project, "change_review"))["blocks"]["zh"]
    await competition.pass_milestone(project)
    assert (await project.row()).stage == "delivery"
    assert "仅待本变更办结" in (await about(api, OFFICER, project, "change_review"))["blocks"]["zh"]
    for person in (APPLICANT, OFFICER):
        shown = (await api.get(person, f"/projects/{project.number}")).json()
        assert shown["next_step"]["zh"] == "责任单位正在审核变更申请；变更办结后，方可结项验收。"
    await decided(api, project, ACCEPTED)
    assert (await project.task("milestone_report")).about["milestone"] == 2


async def test_milestone_that_was_missed_is_due_by_the_new_version_when_more_time_is_accepted(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    after = await later(project, 90)
    missed = await project.task("milestone_report")
    assert missed.due_at is not None
    await project.skip_until(missed.due_at + timedelta(minutes=1))
    await project.task("milestone_default")
    await applied(api, project, {"milestones": after})
    await decided(api, project, ACCEPTED)
    assert (await project.task("milestone_report")).about["due_on"] == after[0]["due_on"]
    assert [task.kind for task in await project.tasks()] == ["milestone_report"]


async def test_audit_is_held_against_the_newest_budget_and_documents_stay_on_record(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery((100,))
    budget = [{"heading": "equipment", "fen": 300 * WAN}]
    await applied(api, project, {"budget": budget})
    document = (await agreed(api, project))["changes"][0]["documents"][0]["id"]
    kept = await api.ask(APPLICANT, "DELETE", f"/documents/{document}")
    assert (kept.status_code, code_of(kept)) == (422, "not_open")
    await decided(api, project, ACCEPTED)
    await competition.pass_milestone(project)
    await project.reach("final_acceptance")
    refused = await request(api, project, GOALS)
    assert (refused.status_code, code_of(refused)) == (409, "wrong_stage")
    await competition.inspect(project)
    await project.answer("final_decision", competition.head, decision="acceptance_passed")
    assert (await about(api, OTHER_OFFICER, project, "cost_audit"))["budget"] == budget


@pytest.mark.parametrize(
    ("besides", "fields"),
    [
        ({"partners": [PARTNER | {"uscc": CHENXIN}]}, ["partners.0.uscc"]),
        ({"budget": [{"heading": "labour", "fen": 300 * WAN + 1}]}, ["budget"]),
        ({"budget": [{"heading": "labour", "fen": 300 * WAN}], "partners": [PARTNER]}, []),
    ],
)
async def test_task_book_is_drafted_by_the_rules_a_change_has_to_keep(
    api: Desk, competition: Competition, besides: dict[str, Any], fields: list[str]
) -> None:
    project = await competition.won()
    answer = await answered(api, OFFICER, project, "task_book_draft", task_book(100) | besides)
    assert [error["field"] for error in answer.json().get("errors", ())] == fields
    assert answer.status_code == (422 if fields else 200)
