"""项目的提交与补正。What was submitted of solutions and matching projects stays; after a call's window nothing but documents is mended."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.api.competing import SOLUTION, done, published, soon, submitted, upload
from tests.api.desk import APPLICANT, OFFICER, PDF, Desk, code_of
from tests.api.test_matching_projects import GIVEN
from tests.api.test_matching_projects import submitted as filed
from tests.office import WAN, Office, defective
from tests.workflows.projects import enter, received

BETTER = PDF + b"%a better scan\n"


async def correct(api: Desk, project: str, *codes: str) -> None:
    """Have some codes of a solution corrected."""
    defects = [{"code": code, "reason": "请核对"} for code in codes]
    await done(api, OFFICER, project, "solution_check", {"decision": "correction_requested", "defects": defects})


async def change(api: Desk, project: str, path: str = "/solution", **body: Any) -> Any:
    tag = (await api.get(APPLICANT, f"/projects/{project}")).headers["ETag"]
    return await api.ask(APPLICANT, "PATCH", f"/projects/{project}{path}", json=body, headers={"If-Match": tag})


async def replace(api: Desk, project: str) -> Any:
    """Upload another text of the solution."""
    file = {"file": ("better.pdf", BETTER)}
    return await api.ask(APPLICANT, "POST", f"/projects/{project}/documents", data={"evidence_code": "solution"}, files=file)


async def close(api: Desk) -> None:
    """Let the window of the call be over."""
    async with api.database.writing() as session:
        await session.execute(text("UPDATE calls SET opens_at = now() - interval '2 days', closes_at = now() - interval '1 second'"))


async def put(api: Desk, project: str, stage: str) -> None:
    """Put a project in a stage."""
    async with api.database.writing() as session:
        await session.execute(text("UPDATE cases SET stage = :stage WHERE number = :number"), {"stage": stage, "number": project})


def fields(answer: Any) -> list[str]:
    return [fault["field"] for fault in answer.json()["errors"]]


async def hand_in(api: Desk, project: str, kind: str = "solution_correction") -> Any:
    task = await soon(api, APPLICANT, project, kind)
    return await api.post(APPLICANT, f"/tasks/{task['id']}/complete", {"decision": "corrected"})


@pytest.mark.parametrize(
    ("rewritten", "field"),
    [({"planned_cost_fen": 900 * WAN}, "planned_cost_fen"), ({"approach": "外购"}, "approach"), ({"months": 36}, "months")],
)
async def test_solution_is_not_rewritten_where_no_defect_names_it(api: Desk, rewritten: dict[str, Any], field: str) -> None:
    project = await submitted(api, await published(api))
    await correct(api, project, "team")
    refused = await change(api, project, solution=SOLUTION["solution"] | {"team": "20人"} | rewritten)
    assert (refused.status_code, code_of(refused), fields(refused)) == (422, "not_open", [field])
    assert fields(await change(api, project, title="另一方案")) == ["title"]
    assert (code_of(added := await replace(api, project)), fields(added)) == ("not_open", ["evidence.solution"])
    assert (await change(api, project, solution=SOLUTION["solution"] | {"team": "20人"})).status_code == 200
    teams = [(await api.get(person, f"/projects/{project}")).json()["particulars"]["solution"]["team"] for person in (OFFICER, APPLICANT)]
    assert teams == ["12人", "20人"]
    assert (await hand_in(api, project)).status_code == 200
    differing = (await api.get(OFFICER, f"/projects/{project}/submissions/2/differences")).json()
    assert [(one["title"]["zh"], one["before"], one["after"]) for one in differing["facts"]] == [("团队", "12人", "20人")]
    task = await soon(api, OFFICER, project, "solution_check")
    assert (await api.get(OFFICER, f"/tasks/{task['id']}")).json()["about"]["change"] == differing


async def test_cost_is_not_changed_after_the_window_though_a_defect_named_it_before(api: Desk) -> None:
    project = await submitted(api, await published(api))
    await correct(api, project, "planned_cost_fen", "solution")
    await close(api)
    refused = await change(api, project, solution=SOLUTION["solution"] | {"planned_cost_fen": 900 * WAN})
    assert (code_of(refused), fields(refused)) == ("not_open", ["planned_cost_fen"])
    unanswered = await hand_in(api, project)
    assert (code_of(unanswered), fields(unanswered)) == ("incomplete", ["evidence.solution"])
    assert (await replace(api, project)).status_code == 201
    assert (await hand_in(api, project)).status_code == 200
    shown = (await api.get(OFFICER, f"/projects/{project}/submissions/2")).json()
    assert next(one["value"] for one in shown["facts"] if one["code"] == "planned_cost_fen") == 300 * WAN
    assert [one["file_name"] for one in shown["documents"]] == ["solution.pdf", "better.pdf"]


@pytest.mark.parametrize("code", ["planned_cost_fen", "title"])
async def test_officer_names_documents_only_once_the_window_is_over(api: Desk, code: str) -> None:
    project = await submitted(api, await published(api))
    await close(api)
    task = await soon(api, OFFICER, project, "solution_check")
    refused = await api.post(OFFICER, f"/tasks/{task['id']}/complete", defective(code))
    assert (refused.status_code, code_of(refused), fields(refused)) == (422, "invalid_input", ["defects.0.code"])
    assert (await api.post(OFFICER, f"/tasks/{task['id']}/complete", defective("solution"))).status_code == 200


async def test_text_of_the_solution_stays_while_the_project_is_carried_out(api: Desk) -> None:
    project = await submitted(api, await published(api))
    (text_of_it,) = (await api.get(APPLICANT, f"/projects/{project}/documents")).json()
    await put(api, project, "delivery")
    assert (code_of(added := await upload(api, project)), fields(added)) == ("not_open", ["evidence.solution"])
    taken = await api.ask(APPLICANT, "DELETE", f"/documents/{text_of_it['id']}")
    assert (code_of(taken), fields(taken)) == ("not_open", ["evidence.solution"])
    report = await upload(api, project, code="milestone_report")
    assert report.status_code == 201
    assert (await api.ask(APPLICANT, "DELETE", f"/documents/{report.json()['id']}")).status_code == 204


async def test_matching_project_is_corrected_where_a_defect_names_it(api: Desk, behind: Office) -> None:
    await enter(behind, received(300 * WAN))
    project = (await filed(api))["number"]
    await done(api, OFFICER, project, "admission", defective("title", "与批复不一致"))
    refused = await change(api, project, "", title="与批复一致", upstream_level="beijing", begins_on="2025-01-01")
    assert (code_of(refused), sorted(fields(refused))) == ("not_open", ["begins_on", "upstream_level"])
    unanswered = await hand_in(api, project, "project_correction")
    assert (code_of(unanswered), fields(unanswered)) == ("incomplete", ["title"])
    assert (await change(api, project, "", title="与批复一致")).status_code == 200
    seen = (await api.get(OFFICER, f"/projects/{project}")).json()["particulars"]
    assert (seen["title"], seen["begins_on"]) == (GIVEN["title"], GIVEN["begins_on"])
    assert (await hand_in(api, project, "project_correction")).status_code == 200
    task = await soon(api, OFFICER, project, "admission")
    about = (await api.get(OFFICER, f"/tasks/{task['id']}")).json()["about"]
    assert [(one["code"], one["after"]) for one in about["change"]["facts"]] == [("title", "与批复一致")]
    assert [one["code"] for one in about["defects"]] == ["title"]
