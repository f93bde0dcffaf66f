"""Projects over REST: filed, admitted, claimed year by year, and shown with what their upstream says."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from activities.signatures.search_attributes import ITEM as ITEM_CODE
from activities.signatures.search_attributes import STAGE
from policy.processes.kernel.lifecycle import workflow_id
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import WAN, Office, until
from tests.office.web_ui import current_details
from tests.workflows.projects import ADMISSION, HANDED_OVER, ITEM, LAST_YEAR, PROJECT_NO, TODAY, enter, received

CAP_FEN = 2_000 * WAN
GIVEN: dict[str, Any] = {
    "item_code": ITEM,
    "project_no": PROJECT_NO,
    "upstream_level": "national",
    "title": "演示国家重点研发计划",
    "fits_direction": True,
    "begins_on": f"{TODAY.year - 4}-01-01",
    "ends_on": f"{TODAY.year + 4}-12-31",
}


async def drafted(api: Desk, **changes: Any) -> dict[str, Any]:
    answer = await api.post(APPLICANT, "/projects", GIVEN | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def submitted(api: Desk, **changes: Any) -> dict[str, Any]:
    project = await drafted(api, **changes)
    answer = await api.post(APPLICANT, f"/projects/{project['id']}/submit")
    assert answer.status_code == 200, answer.text
    return project


async def complete(api: Desk, person: str, case: str, kind: str, answer: dict[str, Any]) -> None:
    async def find() -> dict[str, Any] | None:
        found = (await api.get(person, "/tasks", params={"case": case, "kind": kind, "mine": "true"})).json()["items"]
        return dict(found[0]) if found else None

    task = await until(find, kind)
    done = await api.post(person, f"/tasks/{task['id']}/complete", answer)
    assert done.status_code == 200, done.text


async def admitted(api: Desk, behind: Office, *money: dict[str, int]) -> dict[str, Any]:
    await enter(behind, *money)
    project = await submitted(api)
    await complete(api, OFFICER, project["number"], "admission", ADMISSION)
    await complete(api, HEAD, project["number"], "admission_confirmation", {"decision": "admitted"})
    return project


async def claim(api: Desk, project: dict[str, Any], year: int = LAST_YEAR, **given: Any) -> Any:
    return await api.post(APPLICANT, f"/projects/{project['id']}/claims", {"funding_year": year} | given)


async def shown(api: Desk, project: dict[str, Any], person: str = APPLICANT) -> dict[str, Any]:
    return dict((await api.get(person, f"/projects/{project['number']}")).json())


async def test_claim_is_drafted_with_the_projects_facts_when_it_was_admitted(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    answer = await claim(api, project)
    assert answer.status_code == 201
    body = answer.json()
    assert body["facts"] == {
        "project_no": PROJECT_NO,
        "upstream_level": "national",
        "fits_direction": True,
        "funding_year": LAST_YEAR,
    }
    assert body["parent_id"] == project["id"]
    assert answer.headers["Location"] == f"/applications/{body['id']}"
    listed = (await shown(api, project))["awards"]
    assert [row["number"] for row in listed] == [body["number"]]
    # A draft is its enterprise's alone.
    assert (await shown(api, project, OFFICER))["awards"] == []


async def test_project_is_held_and_resumed_by_the_routes_of_every_case(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    path = f"/cases/{project['number']}"
    assert (await api.post(FOREIGN_OFFICER, f"{path}/hold", {"reason": "核实"})).status_code == 404
    assert (await api.post(OFFICER, f"{path}/hold", {"reason": "上级正在核查"})).status_code == 200
    held = await shown(api, project)
    assert (held["held"], held["hold_reason"]) == (True, "上级正在核查")
    assert code_of(await claim(api, project)) == "on_hold"
    assert code_of(await api.post(OFFICER, f"/projects/{project['id']}/upstream-look")) == "on_hold"
    assert (await api.post(OFFICER, f"{path}/resume")).status_code == 200
    assert (await claim(api, project)).status_code == 201


async def test_whoever_carries_out_a_project_is_told_that_its_item_is_suspended(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    draft = await drafted(api, project_no="GJ-2026-002")
    reason = {"zh": "市级政策调整", "en": "The city revises its policy"}

    async def suspended(**days: str) -> dict[str, str]:
        given = {"reason": reason, "document_no": "京政发〔2026〕9号", **days}
        entered = await api.post(OFFICER, f"/items/{ITEM}/suspensions", given)
        assert (await api.post(HEAD, f"/suspensions/{entered.json()['id']}/approval")).status_code == 200
        told = (await api.get(APPLICANT, "/messages")).json()["items"]
        newest: dict[str, str] = {}
        for row in told:
            newest.setdefault(row["case_id"], row["text"]["zh"])
        return newest

    said = await suspended(**{"from": "2026-01-01"})
    assert said[project["id"]].endswith(
        f"自2026年1月1日起暂停办理，原因：市级政策调整。贵单位的项目{project['number']}继续有效，请照常实施、报告；"
        "暂停期间不受理新的申领，不审定、不拨付，恢复办理时另行告知。"
    )
    assert said[draft["id"]].endswith(f"贵单位的项目{draft['number']}尚未提交，暂停期间不能提交。")
    assert code_of(await claim(api, project)) == "window_closed"
    said = await suspended(**{"from": "2026-02-01", "until": "2026-02-02"})
    assert "的暂停已于2026年2月2日结束" in said[project["id"]]
    assert said[project["id"]].endswith(f"贵单位的项目{project['number']}恢复办理。")


async def test_draft_of_a_project_is_discarded_and_filed_again(api: Desk, behind: Office) -> None:
    await enter(behind, received(300 * WAN))
    path = f"/projects/{(await drafted(api))['id']}"
    tag = (await api.get(APPLICANT, path)).headers["ETag"]
    assert (await api.ask(APPLICANT, "DELETE", path, headers={"If-Match": tag})).status_code == 204
    assert (await api.get(APPLICANT, path)).json()["stage"]["code"] == "discarded"
    assert code_of(await api.post(APPLICANT, f"{path}/submit")) == "wrong_stage"
    await submitted(api)


async def test_project_shows_upstream_and_what_is_left_of_each_year(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN), received(500 * WAN, TODAY.year, 100 * WAN))
    number = (await claim(api, project)).json()["number"]
    found = await shown(api, project, OFFICER)
    assert (found["stage"]["code"], found["particulars"]["upstream"]["status"]) == ("active", "active")
    none = {
        "awarded_fen": 0,
        "paid_fen": 0,
        "reclaimed_fen": 0,
        "outstanding_fen": 0,
        "proposed_fen": None,
        "matched_before_fen": 0,
        "left_fen": CAP_FEN,
        "claimable_fen": None,
    }
    drafted = {"code": "draft", "zh": "草稿", "en": "Draft"}
    assert (await api.get(APPLICANT, f"/projects/{project['id']}/claims")).json() == [
        {"year": LAST_YEAR, "upstream_net_fen": 300 * WAN, "claim": number, "claims": [number], "stage": drafted} | none,
        {"year": TODAY.year, "upstream_net_fen": 400 * WAN, "claim": None, "claims": [], "stage": None} | none,
    ]
    events = [event["event"]["code"] for event in (await api.get(APPLICANT, f"/cases/{project['id']}/timeline")).json()]
    assert events == ["submitted", "upstream_recognised", "admission_recommended", "admitted"]


async def test_second_claim_of_a_year_is_refused_until_the_first_is_discarded(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    first = await claim(api, project)
    again = await claim(api, project)
    assert (again.status_code, code_of(again)) == (409, "already_claimed")
    assert first.json()["number"] in again.json()["detail"]
    path = f"/applications/{first.json()['id']}"
    assert (await api.ask(APPLICANT, "DELETE", path, headers={"If-Match": first.headers["ETag"]})).status_code == 204
    assert (await claim(api, project)).status_code == 201


async def test_claim_is_drafted_once_when_the_request_is_sent_again(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    path = f"/projects/{project['id']}/claims"
    first, again = [await api.post(APPLICANT, path, {"funding_year": LAST_YEAR}, key="claim-1") for _ in range(2)]
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("year", [1, TODAY.year - 5, TODAY.year + 1, 9999, 10**30])
async def test_claim_is_refused_when_its_year_is_outside_the_project(api: Desk, behind: Office, year: int) -> None:
    answer = await claim(api, await admitted(api, behind, received(300 * WAN)), year)
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert [error["field"] for error in answer.json()["errors"]] == ["funding_year"]


async def test_claim_is_refused_when_the_project_is_not_admitted(api: Desk, behind: Office) -> None:
    await enter(behind, received(300 * WAN))
    answer = await claim(api, await submitted(api))
    assert (answer.status_code, code_of(answer)) == (409, "wrong_stage")


@pytest.mark.parametrize("fact", ["project_no", "funding_year", "upstream_level", "fits_direction"])
async def test_facts_of_the_project_cannot_be_changed_in_its_claim(api: Desk, behind: Office, fact: str) -> None:
    drafted_claim = await claim(api, await admitted(api, behind, received(300 * WAN)))
    other = {"project_no": "X-1", "funding_year": TODAY.year, "upstream_level": "beijing", "fits_direction": False}
    body = {"facts": drafted_claim.json()["facts"] | {fact: other[fact]}}
    path, match = f"/applications/{drafted_claim.json()['id']}", {"If-Match": drafted_claim.headers["ETag"]}
    answer = await api.ask(APPLICANT, "PATCH", path, json=body, headers=match)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [fact])
    body = {"facts": drafted_claim.json()["facts"] | {"upstream_received_fen": 200 * WAN}}
    answer = await api.ask(APPLICANT, "PATCH", path, json=body, headers=match)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["upstream_received_fen"])
    body = {"facts": drafted_claim.json()["facts"] | {"requested_fen": 200 * WAN}}
    changed = await api.ask(APPLICANT, "PATCH", path, json=body, headers=match)
    assert (changed.status_code, changed.json()["facts"]) == (200, body["facts"])


async def test_item_of_a_project_is_not_applied_for_directly(api: Desk) -> None:
    uscc = (await api.get(APPLICANT, "/enterprises")).json()["items"][0]["uscc"]
    answer = await api.post(APPLICANT, "/applications", {"item_code": ITEM, "enterprise_uscc": uscc})
    assert (answer.status_code, code_of(answer)) == (422, "wrong_process")
    assert "项目入库" in answer.json()["detail"]


async def test_item_without_a_project_is_not_filed_as_one(api: Desk) -> None:
    answer = await api.post(APPLICANT, "/projects", GIVEN | {"item_code": "tech-insurance"})
    assert (answer.status_code, code_of(answer)) == (422, "wrong_process")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "2000-01-01"}, "ends_on"),
        ({"ends_on": "2101-01-01"}, "ends_on"),
        ({"begins_on": "1999-12-31"}, "begins_on"),
        ({"upstream_level": "district"}, "upstream_level"),
        ({"begins_on": 1}, "begins_on"),
    ],
)
async def test_project_is_refused_when_a_field_is_wrong(api: Desk, change: dict[str, Any], field: str) -> None:
    answer = await api.post(APPLICANT, "/projects", GIVEN | change)
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert [error["field"].rpartition(".")[2] for error in answer.json()["errors"]] == [field]


async def test_draft_is_changed_by_whoever_read_it_as_it_is(api: Desk) -> None:
    project = await drafted(api)
    path = f"/projects/{project['id']}"
    assert code_of(await api.ask(APPLICANT, "PATCH", path, json={"title": "新名称"})) == "precondition_required"
    changed = await api.ask(APPLICANT, "PATCH", path, json={"title": "新名称"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["particulars"]["title"], changed.headers["ETag"]) == (200, "新名称", '"2"')
    stale = await api.ask(APPLICANT, "PATCH", path, json={"title": "旧名称"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, code_of(stale)) == (412, "precondition_failed")
    wrong = await api.ask(APPLICANT, "PATCH", path, json={"ends_on": "2000-01-01"}, headers={"If-Match": '"2"'})
    assert code_of(wrong) == "invalid_input"


async def test_admitted_project_cannot_be_changed(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(WAN))
    tag = (await api.get(APPLICANT, f"/projects/{project['id']}")).headers["ETag"]
    answer = await api.ask(APPLICANT, "PATCH", f"/projects/{project['id']}", json={"title": "新"}, headers={"If-Match": tag})
    assert code_of(answer) == "wrong_stage"


async def test_refused_project_says_why(api: Desk) -> None:
    project = await submitted(api, project_no="UNKNOWN-1")

    async def refused() -> dict[str, Any] | None:
        found = await shown(api, project)
        return found if found["stage"]["code"] == "refused" else None

    found = await until(refused, "refused")
    assert [failure["code"] for failure in found["failures"]] == ["upstream_known"]
    assert found["next_step"]["en"] == "Not admitted. You may file it again when things have changed."


async def test_project_can_be_withdrawn_until_it_is_claimed(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(WAN))
    withdrawn = await api.post(APPLICANT, f"/cases/{project['id']}/withdraw", {"reason": "不再需要"})
    assert (withdrawn.status_code, withdrawn.json()["stage"]["code"]) == (200, "withdrawn")


async def test_officer_has_the_upstream_looked_at(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    await enter(behind, received(300 * WAN), status="reduced")
    asked = await api.post(OFFICER, f"/projects/{project['id']}/upstream-look")
    assert (asked.status_code, asked.json()["number"]) == (202, project["number"])

    async def reduced() -> bool | None:
        return (await shown(api, project))["particulars"]["upstream"]["status"] == "reduced" or None

    await until(reduced, "the look")


async def test_upstream_is_not_looked_at_before_admission(api: Desk, behind: Office) -> None:
    project = await drafted(api)
    assert code_of(await api.post(OFFICER, f"/projects/{project['id']}/upstream-look")) == "not_found"
    await enter(behind, received(WAN))
    assert (await api.post(APPLICANT, f"/projects/{project['id']}/submit")).status_code == 200
    assert code_of(await api.post(OFFICER, f"/projects/{project['id']}/upstream-look")) == "wrong_stage"


async def test_project_does_not_exist_for_others_nor_before_it_is_submitted_for_the_office(api: Desk, behind: Office) -> None:
    await enter(behind, received(WAN))
    project = await drafted(api)
    for person in (OFFICER, "auditor"):
        assert code_of(await api.get(person, f"/projects/{project['id']}")) == "not_found"
        assert (await api.get(person, "/projects")).json()["items"] == []
    assert (await api.post(APPLICANT, f"/projects/{project['id']}/submit")).status_code == 200
    for person in (STRANGER, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"/projects/{project['id']}")) == "not_found"
        assert (await api.get(person, "/projects")).json()["items"] == []
    for person in (APPLICANT, OFFICER, "auditor"):
        assert [row["number"] for row in (await api.get(person, "/projects")).json()["items"]] == [project["number"]]
    assert (await api.get(OFFICER, "/projects", params={"stage": "active"})).json()["items"] == []


async def test_submission_is_answered_again_when_it_is_sent_again(api: Desk, behind: Office) -> None:
    await enter(behind, received(WAN))
    project = await drafted(api)
    path = f"/projects/{project['id']}/submit"
    first = await api.post(APPLICANT, path, key="submit-1")
    assert first.json() == (await api.post(APPLICANT, path, key="submit-1")).json()
    assert code_of(await api.post(APPLICANT, path, key="submit-2")) == "wrong_stage"


async def test_one_claim_of_a_year_is_drafted_when_two_are_asked_for_at_once(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    answers = await asyncio.gather(*(claim(api, project) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_project_that_was_handed_over_has_a_letter_and_is_claimed_by_nobody_else(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    assert code_of(await api.get(APPLICANT, f"/cases/{project['number']}/letter")) == "wrong_stage"
    await enter(behind, received(300 * WAN), **HANDED_OVER)
    assert (await api.post(OFFICER, f"/projects/{project['id']}/upstream-look")).status_code == 202

    async def closed() -> bool | None:
        return (await shown(api, project))["stage"]["code"] == "handed_over" or None

    await until(closed, "the look")
    for path in (f"/projects/{project['id']}", f"/projects/{project['id']}/claims", f"/cases/{project['number']}/letter"):
        assert code_of(await api.get(STRANGER, path)) == "not_found"
    assert code_of(await api.post(STRANGER, f"/projects/{project['id']}/claims", {"funding_year": LAST_YEAR})) == "not_found"
    assert code_of(await claim(api, project)) == "wrong_stage"
    page = (await api.get(APPLICANT, f"/cases/{project['number']}/letter", headers={"Accept-Language": "zh"})).json()["text"]
    assert "移交其他单位承担（文号：演示〔移〕1号）" in page
    assert f"上级项目编号：{PROJECT_NO}" in page


async def test_operators_still_read_whose_project_it_is_when_a_year_has_closed(api: Desk, behind: Office) -> None:
    project = await admitted(api, behind, received(300 * WAN))
    handle = behind.client.get_workflow_handle(workflow_id("matching", project["number"], project["id"]))
    first = await handle.describe()
    whose = await first.static_summary()
    assert whose is not None
    await api.post(OFFICER, f"/projects/{project['id']}/upstream-look")

    async def next_run() -> str | None:
        details = await current_details(behind.client, handle.id)
        return details or None if (await handle.describe()).run_id != first.run_id else None

    # A run that continues another has its search attributes, but not its summary.
    about, _, number = whose.rpartition(" · ")
    assert number == project["number"]
    assert about in str(await until(next_run, "the next run"))
    found = (await handle.describe()).typed_search_attributes
    assert (found.get(ITEM_CODE), found.get(STAGE)) == (ITEM, "active")
