"""申请接口。Drafting, submitting, completing, and reading where an application stands."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.office import defective, explained


async def test_draft_is_numbered_and_readable_when_its_facts_are_right(api: Desk) -> None:
    drafted = await api.draft()
    assert drafted["number"].startswith("BDA-")
    assert drafted["number"].split("-")[2] == "05"
    read = await api.get(APPLICANT, f"/applications/{drafted['number']}")
    assert read.json()["id"] == drafted["id"]
    assert read.json()["stage"]["code"] == "draft"
    assert read.json()["clock_running"] is False
    assert read.headers["etag"]


async def test_draft_is_taken_when_facts_are_missing_and_refused_when_one_is_wrong(api: Desk) -> None:
    assert (await api.draft(facts={}))["facts"] == {}
    body = {
        "item_code": "innovation-centre",
        "enterprise_uscc": CHENXIN,
        "facts": {"certificate_no": 1, "nonsense": 1},
        "claims": {"level": "moon"},
    }
    refused = await api.post(APPLICANT, "/applications", body)
    assert code_of(refused) == "invalid_input"
    assert {fault["field"] for fault in refused.json()["errors"]} == {"certificate_no", "nonsense", "claims.level"}


async def test_draft_is_refused_when_its_year_or_day_is_out_of_time(api: Desk) -> None:
    year, body = datetime.now(BEIJING).year, {"item_code": "public-platform", "enterprise_uscc": CHENXIN}
    for facts, day in (({"year": 2021}, "2022-01-13"), ({"year": year + 1}, "2100-12-31"), ({"year": 2101}, "1900-01-01")):
        refused = await api.post(APPLICANT, "/applications", body | {"facts": facts, "matter_date": day})
        told = {error["field"]: error for error in refused.json()["errors"]}
        assert (refused.status_code, code_of(refused), sorted(told)) == (422, "invalid_input", ["matter_date", "year"])
        assert told["year"]["message"] == {"zh": f"应为2022至{year}之间的年份", "en": f"must be a year from 2022 to {year}"}
        assert {error["clause"] for error in told.values()} == {"七、保障措施"}
    form = (await api.get(None, "/items/public-platform")).json()["schema"]["properties"]["year"]
    assert (form["minimum"], form["maximum"]) == (2022, year)
    drafted = await api.draft(item="public-platform", facts={"year": 2022}, matter_date="2022-01-14")
    path = f"/applications/{drafted['id']}"
    etag = {"If-Match": (await api.get(APPLICANT, path)).headers["ETag"]}
    for change in ({"facts": {"year": 2021}}, {"matter_date": "2022-01-13"}):
        assert code_of(await api.ask(APPLICANT, "PATCH", path, json=change, headers=etag)) == "invalid_input"
    assert (await api.get(APPLICANT, path)).json()["facts"] == {"year": 2022}


async def test_period_of_a_draft_is_kept_without_its_blanks_and_widths(api: Desk) -> None:
    drafted = await api.draft(item="loan-interest", facts={"loan_no": "HT-7", "period": "2025-01-01 / 2025-06-30"})
    assert drafted["facts"]["period"] == "2025-01-01/2025-06-30"
    path = f"/applications/{drafted['id']}"
    etag = (await api.get(APPLICANT, path)).headers["ETag"]
    change = {"facts": {"loan_no": "HT-7", "period": "2025-07-01\uff0f2025-12-31"}}
    changed = await api.ask(APPLICANT, "PATCH", path, json=change, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["facts"]["period"]) == (200, "2025-07-01/2025-12-31")


async def test_draft_is_refused_when_it_is_for_another_enterprise(api: Desk) -> None:
    body = {"item_code": "innovation-centre", "enterprise_uscc": YUNHENG, "facts": {}}
    assert code_of(await api.post(APPLICANT, "/applications", body)) == "forbidden"


async def test_application_does_not_exist_when_the_reader_may_not_see_it(api: Desk) -> None:
    drafted = await api.draft()
    for person in (STRANGER, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"/applications/{drafted['id']}")) == "not_found"
    assert code_of(await api.get(APPLICANT, "/applications/nothing")) == "not_found"


async def test_change_is_guarded_when_somebody_else_changed_it(api: Desk) -> None:
    drafted = await api.draft()
    path, change = f"/applications/{drafted['id']}", {"facts": {"certificate_no": "BDA-2"}}
    assert code_of(await api.ask(APPLICANT, "PATCH", path, json=change)) == "precondition_required"
    etag = (await api.get(APPLICANT, path)).headers["etag"]
    weak = await api.ask(APPLICANT, "PATCH", path, json=change, headers={"If-Match": f"W/{etag}"})
    assert code_of(weak) == "precondition_failed"
    changed = await api.ask(APPLICANT, "PATCH", path, json=change, headers={"If-Match": etag})
    assert changed.json()["facts"]["certificate_no"] == "BDA-2"
    assert changed.headers["etag"] != etag
    assert code_of(await api.ask(APPLICANT, "PATCH", path, json=change, headers={"If-Match": etag})) == "precondition_failed"


async def test_draft_is_discarded_when_it_was_not_submitted(api: Desk) -> None:
    drafted = await api.draft()
    path = f"/applications/{drafted['id']}"
    gone = await api.ask(APPLICANT, "DELETE", path, headers={"If-Match": (await api.get(APPLICANT, path)).headers["etag"]})
    assert gone.status_code == 204
    assert (await api.get(APPLICANT, path)).json()["stage"]["code"] == "discarded"
    assert code_of(await api.post(APPLICANT, f"{path}/submit")) == "wrong_stage"


async def test_submission_names_every_gap_when_something_is_missing(api: Desk) -> None:
    drafted = await api.draft(facts={}, claims={}, matter_date=None)
    refused = await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")
    assert code_of(refused) == "incomplete"
    named = {fault["field"] for fault in refused.json()["errors"]}
    assert {"certificate_no", "claims.level", "matter_date"} <= named
    assert any(name.startswith("evidence.") for name in named)
    assert refused.json()["clause"] == "第(五)条"


async def test_submission_answers_when_the_transition_is_stored(api: Desk) -> None:
    drafted = await api.submitted()
    read = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()
    assert read["stage"]["code"] == "acceptance"
    assert read["clock_running"] is True
    assert read["due_at"]
    assert [waiting["kind"] for waiting in read["waiting_for"]] == ["acceptance"]


async def test_submission_is_the_same_when_its_key_is_sent_again(api: Desk) -> None:
    drafted = await api.ready()
    path = f"/applications/{drafted['id']}/submit"
    first = await api.post(APPLICANT, path, key="once")
    again = await api.post(APPLICANT, path, key="once")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_submission_is_refused_when_it_was_submitted_before_under_another_key(api: Desk) -> None:
    drafted = await api.submitted()
    assert code_of(await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")) == "wrong_stage"


async def test_task_is_completed_by_whoever_may_and_by_nobody_else(api: Desk) -> None:
    drafted = await api.submitted()
    task = await api.task(OFFICER, drafted["id"], "acceptance")
    path = f"/tasks/{task['id']}"
    assert code_of(await api.get(FOREIGN_OFFICER, path)) == "not_found"
    assert code_of(await api.post(FOREIGN_OFFICER, f"{path}/complete", {"decision": "accepted"})) == "not_found"
    assert code_of(await api.post(HEAD, f"{path}/complete", {"decision": "accepted"})) == "forbidden"
    assert (await api.get(OFFICER, path)).json()["may_complete"] is True
    assert (await api.get(HEAD, path)).json()["may_complete"] is False
    assert code_of(await api.post(OFFICER, f"{path}/complete", {"decision": "paid"})) == "invalid_input"
    done = await api.post(OFFICER, f"{path}/complete", {"decision": "accepted"})
    assert done.status_code == 200, done.text
    assert code_of(await api.post(OFFICER, f"{path}/complete", {"decision": "accepted"})) == "task_closed"


async def test_task_is_completed_once_when_many_try_at_once(api: Desk) -> None:
    drafted = await api.submitted()
    task = await api.task(OFFICER, drafted["id"], "acceptance")
    path, answer = f"/tasks/{task['id']}/complete", {"decision": "accepted"}
    people = (OFFICER, OTHER_OFFICER) * 10
    codes = [given.status_code for given in await asyncio.gather(*(api.post(person, path, answer) for person in people))]
    assert sorted(codes) == [200] + [409] * 19


async def test_two_tasks_are_both_completed_when_their_doers_use_one_key(api: Desk) -> None:
    """Keys are the client's: one that was used for another task of the same case must not swallow this one."""
    drafted = await api.submitted()
    task = await api.task(OFFICER, drafted["id"], "acceptance")
    assert (await api.post(OFFICER, f"/tasks/{task['id']}/complete", defective(), key="1")).json()["stage"]["code"] == "correction"
    correction = await api.task(APPLICANT, drafted["id"], "correction")
    answer = await api.post(APPLICANT, f"/tasks/{correction['id']}/complete", explained(), key="1")
    assert answer.json()["stage"]["code"] == "acceptance", answer.text


async def test_correction_stops_the_clock_and_lists_the_defects(api: Desk) -> None:
    drafted = await api.submitted()
    task = await api.task(OFFICER, drafted["id"], "acceptance")
    await api.post(OFFICER, f"/tasks/{task['id']}/complete", defective("certificate_no", "请核对"))
    read = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()
    assert (read["stage"]["code"], read["clock_running"]) == ("correction", False)
    title = {"zh": "资质证书或批复编号", "en": "Number of the title certificate"}
    assert read["defects"] == [{"code": "certificate_no", "title": title, "reason": "请核对"}]
    etag = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).headers["etag"]
    change = {"facts": {"certificate_no": "BDA-3"}}
    changed = await api.ask(APPLICANT, "PATCH", f"/applications/{drafted['id']}", json=change, headers={"If-Match": etag})
    assert changed.status_code == 200, changed.text
    # Until it is handed in, others read what was.
    told = {}
    for person in (APPLICANT, OFFICER, "auditor"):
        answer = await api.get(person, f"/applications/{drafted['id']}")
        assert answer.status_code == 200, f"{person}: {answer.text}"
        told[person] = answer.json()["facts"]["certificate_no"]
    assert told == {APPLICANT: "BDA-3", OFFICER: read["facts"]["certificate_no"], "auditor": read["facts"]["certificate_no"]}


async def test_application_is_withdrawn_held_and_resumed_by_whoever_may(api: Desk) -> None:
    drafted = await api.submitted()
    path, case, reason = f"/applications/{drafted['id']}", f"/cases/{drafted['id']}", {"reason": "等待上级答复"}
    assert code_of(await api.post(APPLICANT, f"{case}/hold", reason)) == "forbidden"
    assert (await api.post(OFFICER, f"{case}/hold", reason)).status_code == 200
    held = (await api.get(APPLICANT, path)).json()
    assert (held["held"], held["clock_running"], held["hold_reason"]) == (True, False, "等待上级答复")
    task = await api.task(OFFICER, drafted["id"], "acceptance")
    assert code_of(await api.post(OFFICER, f"/tasks/{task['id']}/complete", {"decision": "accepted"})) == "on_hold"
    assert (await api.post(OFFICER, f"{case}/resume")).status_code == 200
    assert code_of(await api.post(STRANGER, f"{case}/withdraw", reason)) == "not_found"
    assert (await api.post(APPLICANT, f"{case}/withdraw", reason)).json()["stage"]["code"] == "withdrawn"
    assert code_of(await api.post(APPLICANT, f"{case}/withdraw", reason)) in {"process_ended", "wrong_stage"}


async def test_timeline_names_officers_to_colleagues_and_not_to_applicants(api: Desk) -> None:
    drafted = await api.submitted()
    case = f"/cases/{drafted['id']}"
    task = await api.task(OFFICER, drafted["id"], "acceptance")
    assert (await api.post(OFFICER, f"{case}/hold", {"reason": "核实"})).status_code == 200
    assert (await api.post(OFFICER, f"{case}/resume")).status_code == 200
    assert (await api.post(OFFICER, f"/tasks/{task['id']}/complete", {"decision": "accepted"})).status_code == 200
    assert "刘建国" in (await api.get(OFFICER, f"{case}/timeline")).text
    seen = await api.get(APPLICANT, f"{case}/timeline")
    assert "刘建国" not in seen.text
    assert "officer-sti-1" not in seen.text
    assert "陈思远" in seen.text


async def test_applications_are_paged_when_there_are_more_than_fit(api: Desk) -> None:
    made = [(await api.draft())["id"] for _ in range(5)]
    found: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = (await api.get(APPLICANT, "/applications", params=query)).json()
        found += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert found == made[::-1]
    assert (await api.get(STRANGER, "/applications")).json()["items"] == []


async def test_cursor_is_refused_when_it_is_forged_or_from_another_list(api: Desk) -> None:
    page = (await api.get(OFFICER, "/enterprises", params={"limit": 1})).json()
    for cursor in ("AAAA", "é", page["next_cursor"]):
        refused = await api.get(OFFICER, "/applications", params={"cursor": cursor})
        assert (refused.status_code, code_of(refused)) == (422, "invalid_input"), cursor
