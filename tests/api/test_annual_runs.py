"""年度运行的接口。Starting, joining, previewing and following runs over REST."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sandbox.enterprises import CHENXIN, HAIXI
from tests.api.annual_runs import ORDER, opened, reached, started
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import WAN, Office, until
from tests.workflows.annual_runs import YEAR, alone_with_runs, growth_rule


@pytest.fixture(autouse=True)
async def _alone(behind: Office) -> AsyncIterator[None]:
    """The run of a year is one process for everybody who shares Temporal."""
    await growth_rule(behind)
    async with alone_with_runs(behind):
        yield


async def test_run_is_started_and_another_order_joins_it(api: Desk) -> None:
    run = await started(api)
    assert (run["number"], run["joined"]) == (f"rd-growth/{YEAR}", False)
    again = await api.post(OTHER_OFFICER, "/annual-runs", ORDER)
    assert (again.status_code, again.json()["joined"], again.json()["id"]) == (200, True, run["id"])


async def test_run_is_found_by_its_number_and_reports_progress(api: Desk) -> None:
    run = await opened(api)
    found = (await api.get("auditor", f"/annual-runs/rd-growth-{YEAR}")).json()
    assert found["id"] == run["id"]
    progress = found["progress"]
    assert progress["population"] == progress["assessed"] > 3
    assert progress["to_offer"] == progress["offered"] == 3
    report = (await api.get(HEAD, f"/annual-runs/{run['id']}/report")).json()
    assert report["amount_fen"] == progress["offered_fen"] == report["offers"]["amount_fen"]
    assert [row["id"] for row in (await api.get(OFFICER, "/annual-runs", params={"year": YEAR, "dry_run": False})).json()["items"]] == [
        run["id"]
    ]
    timeline = (await api.get(OFFICER, f"/cases/{run['id']}/timeline")).json()
    assert (await api.get("auditor", f"/cases/rd-growth-{YEAR}/timeline")).json() == timeline
    for nobody in (APPLICANT, FOREIGN_OFFICER, "committee-1"):
        assert code_of(await api.get(nobody, f"/cases/{run['id']}/timeline")) == "not_found"
    assert timeline[0]["by"] == {"zh": "刘建国", "en": "officer"}
    assert [row["event"]["code"] for row in timeline] == ["submitted", "collected", "assessed", "released", "offers_made"]


async def test_member_is_explained_from_what_was_frozen(api: Desk) -> None:
    run = await started(api)
    await reached(api, run, "release")
    found = (await api.get(OFFICER, f"/annual-runs/{run['id']}/members/{CHENXIN}")).json()
    assert (found["award_fen"], found["explanation"]["award_fen"]) == (120 * WAN, 120 * WAN)
    assert found["target_source"]["code"] == "prior_rd_expense_fen"
    refused = (await api.get(OFFICER, f"/annual-runs/{run['id']}/members/{HAIXI}")).json()
    assert refused["failed"] == [reason["code"] for reason in refused["explanation"]["reasons"] if not reason["holds"]]
    assert code_of(await api.get(OFFICER, f"/annual-runs/{run['id']}/members/91110302MA9DA0085C")) == "not_found"


async def test_members_are_listed_page_by_page_and_by_outcome(api: Desk) -> None:
    run = await started(api)
    await reached(api, run, "release")
    path, seen, cursor = f"/annual-runs/{run['id']}/members", list[str](), None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await api.get(OFFICER, path, params=params)).json()
        seen += [row["uscc"] for row in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == sorted(set(seen))
    assert len(seen) == (await api.get(OFFICER, f"/annual-runs/{run['id']}")).json()["progress"]["population"]
    awards = (await api.get(OFFICER, path, params={"outcome": "award"})).json()["items"]
    assert len(awards) == 3
    assert all(row["award_fen"] for row in awards)


async def test_preview_is_a_new_run_each_time_and_offers_nothing(api: Desk) -> None:
    for number in (1, 2):
        run = await reached(api, await started(api, dry_run=True), "previewed")
        assert run["number"] == f"rd-growth/{YEAR}/preview-{number}"
        assert run["report"]["offers"]["count"] == 0


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"item_code": "innovation-centre"}, "wrong_process", 422),
        ({"item_code": "nothing"}, "unknown_item", 404),
        ({"item_code": "first-above-scale"}, "forbidden", 403),
        ({"year": YEAR + 1}, "invalid_input", 422),
        ({"year": "2026"}, "invalid_input", 422),
    ],
)
async def test_run_is_refused_when_there_is_none_of_it(api: Desk, change: dict[str, object], code: str, status: int) -> None:
    answer = await api.post(OFFICER, "/annual-runs", ORDER | change)
    assert (answer.status_code, code_of(answer)) == (status, code)


async def test_year_that_is_not_over_can_only_be_previewed(api: Desk) -> None:
    refused = await api.post(OFFICER, "/annual-runs", ORDER | {"year": YEAR + 1})
    assert refused.json()["detail"] == "核算年度尚未结束，只能试算。"
    preview = await reached(api, await started(api, year=YEAR + 1, dry_run=True), "previewed")
    assert preview["number"] == f"rd-growth/{YEAR + 1}/preview-1"
    later = await api.post(OFFICER, "/annual-runs", ORDER | {"year": YEAR + 2, "dry_run": True})
    assert (later.status_code, code_of(later)) == (422, "invalid_input")


async def test_run_is_of_the_year_before_when_no_year_is_said(api: Desk) -> None:
    order = {name: value for name, value in ORDER.items() if name != "year"}
    assert (await api.post(OFFICER, "/annual-runs", order)).json()["number"] == f"rd-growth/{YEAR}"


async def test_run_does_not_exist_for_another_department(api: Desk) -> None:
    run = await started(api)
    assert code_of(await api.get(FOREIGN_OFFICER, f"/annual-runs/{run['id']}")) == "not_found"
    assert (await api.get(FOREIGN_OFFICER, "/annual-runs")).json()["items"] == []
    assert code_of(await api.get(OFFICER, "/annual-runs/nothing")) == "not_found"


async def test_run_is_abandoned_before_it_offers_anything_and_not_after(api: Desk) -> None:
    run = await opened(api)
    assert code_of(await api.post(OFFICER, f"/annual-runs/{run['id']}/abandon", {"reason": "名单有误"})) == "wrong_stage"


async def test_run_waits_while_it_is_held(api: Desk) -> None:
    run = await started(api)
    await reached(api, run, "release")
    assert (await api.post(OFFICER, f"/cases/{run['id']}/hold", {"reason": "核对名单"})).status_code == 200
    found = (await api.get(HEAD, "/tasks", params={"case": run["id"], "kind": "annual_run_release"})).json()["items"]
    refused = await api.post(HEAD, f"/tasks/{found[0]['id']}/complete", {"decision": "released"})
    assert (code_of(refused), refused.json()["detail"]) == ("on_hold", "年度批量核算已暂停办理。")
    assert (await api.post(OFFICER, f"/cases/{run['id']}/resume")).status_code == 200
    assert (await api.post(OFFICER, f"/annual-runs/{run['id']}/abandon", {"reason": "名单有误"})).json()["stage"]["code"] == "abandoned"


async def test_enterprise_sees_what_it_is_offered(api: Desk) -> None:
    await opened(api)
    row = (await api.get(APPLICANT, "/applications", params={"item": "rd-growth"})).json()["items"][0]
    offer = (await api.get(APPLICANT, f"/applications/{row['id']}")).json()
    assert offer["stage"]["code"] == "offer"
    assert offer["offer"]["award_fen"] == 120 * WAN
    task = (await api.get(APPLICANT, "/tasks", params={"case": row["id"], "kind": "offer"})).json()["items"][0]
    assert (await api.get(APPLICANT, f"/tasks/{task['id']}")).json()["about"]["award_fen"] == 120 * WAN


async def test_letter_of_an_offer_says_what_is_due_by_which_figures_and_promises_nothing_yet(api: Desk) -> None:
    await opened(api)
    row = (await api.get(APPLICANT, "/applications", params={"item": "rd-growth"})).json()["items"][0]
    letter = (await api.get(APPLICANT, f"/applications/{row['id']}/letter")).json()
    assert letter["standing"] == "offered"
    assert "免申即享的告知书" in letter["text"]
    assert "核算的支持金额为人民币120万元（大写：人民币壹佰贰拾万元整）" in letter["text"]
    assert "高出600万元" in letter["text"]
    assert "决定给予支持" not in letter["text"]


async def test_draft_is_refused_when_the_item_is_offered_without_an_application(api: Desk) -> None:
    draft = {"item_code": "first-above-scale", "enterprise_uscc": CHENXIN, "facts": {}, "matter_date": "2026-03-01"}
    answer = await api.post(APPLICANT, "/applications", draft)
    assert (answer.status_code, code_of(answer)) == (422, "wrong_process")


async def test_member_is_judged_anew_when_an_officer_asks_and_not_for_anybody_else(api: Desk, behind: Office) -> None:
    run = await opened(api)
    path = f"/annual-runs/{run['id']}/members/{CHENXIN}/reassess"
    known = (await behind.sandbox.get("/admin/enterprises")).json()[CHENXIN]
    known["figures"][str(YEAR)]["rd_expense_fen"] = 4_000 * WAN
    (await behind.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=known)).raise_for_status()
    assert code_of(await api.post(FOREIGN_OFFICER, path, {"reason": "更正"})) == "not_found"
    answer = await api.post(OFFICER, path, {"reason": "统计部门更正"})
    assert (answer.status_code, answer.json()["event"]) == (200, "member_reassessed")
    found = (await api.get(OFFICER, f"/annual-runs/{run['id']}/members/{CHENXIN}")).json()
    # What an officer's asking raises waits for an approver.
    assert (found["award_fen"], found["application_stage"]["code"]) == (140 * WAN, "withdrawn")
    letter = (await api.get(APPLICANT, f"/cases/{found['application_id']}/letter")).json()["text"]
    assert "应支持金额增加，现予撤回" in letter
    await api.done(HEAD, run["id"], "further_release", {"decision": "released", "members": [CHENXIN]})
    await reached(api, run, "open")
    found = (await api.get(OFFICER, f"/annual-runs/{run['id']}/members/{CHENXIN}")).json()
    offer = (await api.get(APPLICANT, f"/applications/{found['application_id']}")).json()
    assert offer["offer"]["award_fen"] == 140 * WAN


async def test_late_member_is_proposed_by_an_officer_of_the_run_and_agreed_to_by_an_approver(api: Desk, behind: Office) -> None:
    known = (await behind.sandbox.get("/admin/enterprises")).json()[CHENXIN]
    missed = {**known, "figures": {year: figures for year, figures in known["figures"].items() if year != str(YEAR)}}
    (await behind.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=missed)).raise_for_status()
    run = await started(api)
    await reached(api, run, "release")
    (await behind.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=known)).raise_for_status()
    path, given = f"/annual-runs/{run['id']}/members", {"uscc": CHENXIN, "reason": "统计报表迟报"}
    assert code_of(await api.post(FOREIGN_OFFICER, path, given)) == "not_found"
    assert code_of(await api.post(HEAD, path, given)) == "forbidden"
    answer = await api.post(OFFICER, path, given)
    assert (answer.status_code, answer.json()["event"]) == (200, "member_proposed")
    again = await api.post(OFFICER, path, given)
    assert (again.status_code, code_of(again)) == (422, "invalid_input")
    (task,) = (await api.get(HEAD, "/tasks", params={"case": run["id"], "kind": "late_member"})).json()["items"]
    assert (await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "member_entered"})).status_code == 200
    found = (await api.get(OFFICER, f"/annual-runs/{run['id']}/members/{CHENXIN}")).json()
    assert (found["outcome"]["code"], found["award_fen"]) == ("award", 120 * WAN)


async def test_offer_is_taken_back_by_an_approver_of_the_run_until_it_is_confirmed_and_released_again(api: Desk) -> None:
    run = await opened(api)
    member, given = f"/annual-runs/{run['id']}/members/{CHENXIN}", {"reason": "名单公布有误"}
    first = (await api.get(OFFICER, member)).json()["application_id"]
    path = f"{member}/rollback"
    assert code_of(await api.post("approver-econ-1", path, given)) == "not_found"
    for person in (OFFICER, APPLICANT):
        assert code_of(await api.post(person, path, given)) == "forbidden"
    for wrong in ({}, {"reason": " "}):
        answer = await api.post(HEAD, path, wrong)
        assert (code_of(answer), [fault["field"] for fault in answer.json()["errors"]]) == ("invalid_input", ["reason"])
    # Nobody else's offer is touched, and of whoever has none there is nothing to take back.
    assert (await api.post(HEAD, f"/annual-runs/{run['id']}/members/{HAIXI}/rollback", given)).status_code in {404, 409}
    answer = await api.post(HEAD, path, given, key="once")
    assert (answer.status_code, answer.json()["event"]) == (200, "release_rolled_back")
    assert (await api.post(HEAD, path, given, key="once")).json() == answer.json()
    taken = (await api.get(APPLICANT, f"/applications/{first}")).json()
    assert taken["stage"]["code"] == "withdrawn"
    assert (await api.get(OFFICER, member)).json()["application_stage"]["code"] == "withdrawn"
    assert code_of(await api.post(HEAD, path, given)) == "wrong_stage"
    await api.done(HEAD, run["id"], "further_release", {"decision": "released", "members": [CHENXIN]})
    await reached(api, run, "open")

    async def offered() -> str | None:
        found = (await api.get(OFFICER, member)).json()
        return found["application_id"] if (found["application_stage"] or {}).get("code") == "offer" else None

    second = await until(offered, "the second offer")
    assert second != first
    await api.done(APPLICANT, second, "offer", {"decision": "offer_confirmed"})
    assert code_of(await api.post(HEAD, path, given)) == "wrong_stage"


async def test_declined_offer_stays_declined_until_one_of_its_figures_changes(api: Desk, behind: Office) -> None:
    run = await opened(api)
    path = f"/annual-runs/{run['id']}/members/{CHENXIN}"
    declined = (await api.get(OFFICER, path)).json()["application_id"]
    await api.done(APPLICANT, declined, "offer", {"decision": "offer_declined"})

    async def waits() -> list[dict[str, object]]:
        assert (await api.post(OFFICER, f"{path}/reassess", {"reason": "统计部门更正"})).status_code == 200
        return list((await api.get(HEAD, "/tasks", params={"case": run["id"], "kind": "further_release"})).json()["items"])

    assert await waits() == []
    known = (await behind.sandbox.get("/admin/enterprises")).json()[CHENXIN]
    known["figures"][str(YEAR)]["rd_expense_fen"] = 3_800 * WAN
    (await behind.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=known)).raise_for_status()
    assert len(await waits()) == 1
    report = (await api.get(OFFICER, f"/annual-runs/{run['id']}/report")).json()["offers"]
    assert (report["count"], report["by_stage"]["withdrawn"]) == (sum(report["by_stage"].values()), 1)
    assert (report["amount_fen"], report["amount_by_stage"]["withdrawn"]) == (sum(report["amount_by_stage"].values()), 0)
