"""Projects over REST: drafted, changed, proved, submitted, followed and withdrawn by their enterprise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.competing import SOLUTION, done, published, solution, stage, submitted, upload
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, OFFICER, STRANGER, Desk, code_of
from tests.office import defective


async def test_project_is_its_enterprises_and_its_departments_to_see(api: Desk) -> None:
    project = await submitted(api, await published(api))
    for person in (APPLICANT, OFFICER, "auditor", "finance-1"):
        shown = await api.get(person, f"/projects/{project}")
        assert shown.json()["number"] == project
        assert shown.headers["ETag"]
    for person in (STRANGER, FOREIGN_OFFICER):
        assert (await api.get(person, f"/projects/{project}")).status_code == 404
        assert (await api.get(person, f"/cases/{project}/timeline")).status_code == 404
        assert (await api.get(person, "/projects")).json()["items"] == []


async def test_projects_are_listed_by_process_and_stage(api: Desk) -> None:
    call = await published(api)
    handled, other = await submitted(api, call), await submitted(api, call, STRANGER)
    query: list[tuple[dict[str, Any], list[str]]] = [
        ({}, [other, handled]),
        ({"stage": "acceptance"}, [other, handled]),
        ({"stage": "review"}, []),
        ({"process": "post_grant"}, [other, handled]),
        ({"process": "matching"}, []),
        ({"item": "scenario-project"}, []),
        ({"department": "sti", "limit": 1}, [other]),
    ]
    for params, expected in query:
        found = (await api.get(OFFICER, "/projects", params=params)).json()
        assert [row["number"] for row in found["items"]] == expected, params
    first = (await api.get(OFFICER, "/projects", params={"limit": 1})).json()
    rest = (await api.get(OFFICER, "/projects", params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert [row["number"] for row in rest["items"]] == [handled]


async def test_timeline_names_no_expert(api: Desk) -> None:
    project = await submitted(api, await published(api))
    await done(api, OFFICER, project, "solution_check", {"decision": "solution_accepted"})
    await stage(api, project, "review")
    task = (await api.get("auditor", "/tasks", params={"case": project, "kind": "expert_review"})).json()["items"][0]
    recused = await api.post(task["assignee"], f"/tasks/{task['id']}/complete", {"decision": "expert_recused", "reason": "与该企业有合作"})
    assert recused.status_code == 200
    events = (await api.get(APPLICANT, f"/cases/{project}/timeline")).json()
    assert [row["event"]["code"] for row in events] == ["submitted", "solution_accepted", "verified", "expert_recused"]
    assert events[-1]["by"]["zh"] == "评审专家"
    assert (await api.get(APPLICANT, f"/projects/{project}")).json()["last_reason"] is None


async def test_expert_reads_the_solution_and_its_text(api: Desk) -> None:
    project = await submitted(api, await published(api))
    await done(api, OFFICER, project, "solution_check", {"decision": "solution_accepted"})
    await stage(api, project, "review")
    row = (await api.get("auditor", "/tasks", params={"case": project, "kind": "expert_review"})).json()["items"][0]
    task = (await api.get(row["assignee"], f"/tasks/{row['id']}")).json()
    assert task["facts"]["solution"] == SOLUTION["solution"]
    text = await api.get(row["assignee"], f"/documents/{task['documents'][0]['id']}/content")
    assert text.status_code == 200
    assert (await api.get(row["assignee"], f"/projects/{project}/documents")).status_code == 200
    others = {f"expert-{number}" for number in range(1, 13)} - {
        str(one["assignee"]) for one in (await api.get("auditor", "/tasks", params={"case": project})).json()["items"]
    }
    assert (await api.get(others.pop(), f"/documents/{task['documents'][0]['id']}/content")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"challenge_no": 2}, "challenge_no"),
        ({"solution": SOLUTION["solution"] | {"months": 37}}, "solution.months"),
        ({"solution": SOLUTION["solution"] | {"months": 0}}, "solution.months"),
        ({"solution": SOLUTION["solution"] | {"planned_cost_fen": 0}}, "solution.planned_cost_fen"),
        ({"title": ""}, "title"),
    ],
)
async def test_solution_is_refused_with_the_field_that_is_wrong(api: Desk, changes: dict[str, Any], field: str) -> None:
    call = await published(api)
    answer = await api.post(APPLICANT, f"/calls/{call}/solutions", SOLUTION | changes)
    assert code_of(answer) == "invalid_input"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_solution_may_take_three_years(api: Desk) -> None:
    call = await published(api)
    body = SOLUTION | {"solution": SOLUTION["solution"] | {"months": 36}}
    assert (await api.post(APPLICANT, f"/calls/{call}/solutions", body)).status_code == 201


async def test_enterprise_has_one_solution_to_a_challenge(api: Desk) -> None:
    call = await published(api)
    project = await submitted(api, call)
    assert code_of(await api.post(APPLICANT, f"/calls/{call}/solutions", SOLUTION)) == "duplicate"
    withdrawn = await api.post(APPLICANT, f"/cases/{project}/withdraw", {"reason": "重写"})
    assert withdrawn.status_code == 200, withdrawn.text
    assert (await api.post(APPLICANT, f"/calls/{call}/solutions", SOLUTION)).status_code == 201


async def test_solution_is_submitted_once_and_only_with_its_text(api: Desk) -> None:
    call = await published(api)
    project = (await api.post(APPLICANT, f"/calls/{call}/solutions", SOLUTION)).json()["number"]
    assert code_of(await api.post(APPLICANT, f"/projects/{project}/submit")) == "incomplete"
    assert (await upload(api, project)).status_code == 201
    first = await api.post(APPLICANT, f"/projects/{project}/submit", key="once")
    assert first.status_code == 200, first.text
    assert (await api.post(APPLICANT, f"/projects/{project}/submit", key="once")).json() == first.json()
    assert code_of(await api.post(APPLICANT, f"/projects/{project}/submit")) == "wrong_stage"


async def test_evidence_is_refused_when_the_project_asks_for_no_such_thing_or_not_now(api: Desk) -> None:
    project = await submitted(api, await published(api))
    assert code_of(await upload(api, project, code="passport")) == "invalid_input"
    assert code_of(await upload(api, project)) == "wrong_stage"
    assert (await upload(api, project, STRANGER)).status_code == 404


async def test_solution_is_changed_during_its_correction_and_not_while_it_is_checked(api: Desk) -> None:
    project = await submitted(api, await published(api))
    change = {"title": "改进的对准算法"}

    async def patch() -> Any:
        tag = (await api.get(APPLICANT, f"/projects/{project}")).headers["ETag"]
        return await api.ask(APPLICANT, "PATCH", f"/projects/{project}/solution", json=change, headers={"If-Match": tag})

    assert code_of(await patch()) == "wrong_stage"
    await done(api, OFFICER, project, "solution_check", defective("title", "写明改进之处"))
    title = {"zh": "方案名称", "en": "Title of the solution"}
    assert (await api.get(APPLICANT, f"/projects/{project}")).json()["defects"] == [
        {"code": "title", "title": title, "reason": "写明改进之处"}
    ]
    changed = await patch()
    assert changed.json()["particulars"]["title"] == "改进的对准算法"
    await done(api, APPLICANT, project, "solution_correction", {"decision": "corrected"})
    shown = (await api.get(APPLICANT, f"/projects/{project}")).json()
    assert shown["defects"] == []
    assert shown["stage"]["code"] == "acceptance"


async def test_draft_is_not_withdrawn(api: Desk) -> None:
    project = await solution(api, await published(api))
    assert code_of(await api.post(APPLICANT, f"/cases/{project}/withdraw", {"reason": "不做了"})) == "wrong_stage"


async def test_refusal_says_why_and_how_to_object(api: Desk) -> None:
    project = await submitted(api, await published(api))
    await done(api, OFFICER, project, "solution_check", {"decision": "solution_refused", "reason": "与榜单无关"})
    shown = (await api.get(APPLICANT, f"/projects/{project}")).json()
    assert shown["last_reason"] == "与榜单无关"
    assert [task["kind"] for task in shown["waiting_for"]] == ["solution_objection"]
    assert "复核" in shown["next_step"]["zh"]


@pytest.mark.parametrize("reference", ["PG-2026-999999", "00000000-0000-7000-8000-000000000000", "x" * 200])
async def test_project_is_not_found_when_there_is_none(api: Desk, reference: str) -> None:
    assert (await api.get(OFFICER, f"/projects/{reference}")).status_code == 404
    assert (await api.get(OFFICER, f"/calls/{reference}")).status_code == 404


async def test_project_is_held_and_resumed_by_its_department(api: Desk) -> None:
    project = await submitted(api, await published(api))
    assert (await api.post(FOREIGN_OFFICER, f"/cases/{project}/hold", {"reason": "等待"})).status_code == 404
    assert (await api.post(OFFICER, f"/cases/{project}/hold", {"reason": "等待上级答复"})).status_code == 200
    shown = (await api.get(APPLICANT, f"/projects/{project}")).json()
    assert (shown["held"], shown["hold_reason"], shown["clock_running"]) == (True, "等待上级答复", False)
    assert code_of(await api.post(OFFICER, f"/cases/{project}/hold", {"reason": "再次"})) == "wrong_stage"
    assert (await api.post(OFFICER, f"/cases/{project}/resume")).status_code == 200
    assert (await api.get(APPLICANT, f"/projects/{project}")).json()["held"] is False


async def test_draft_is_not_held(api: Desk) -> None:
    project = await solution(api, await published(api))
    assert code_of(await api.post(OFFICER, f"/cases/{project}/hold", {"reason": "等待"})) == "not_found"
