"""实施细则与暂停。Rules and suspensions: entered by one, approved by another, seen by whom they concern, and obeyed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from policy.working_days import BEIJING
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.office import WAN, Office
from tests.patience import until

RULES = "/items/plan-rent/rules"
RULE = {"from": "2026-01-01", "values": {"rate": "0.30"}, "document_no": "京开科〔2026〕1号"}
DEPUTY = "approver-sti-2"
SUSPENSIONS = "/items/innovation-centre/suspensions"
SUSPENSION = {
    "from": "2026-01-01",
    "reason": {"zh": "市级政策调整", "en": "The city revises its policy"},
    "document_no": "京政发〔2026〕9号",
}
RENT = {
    "plan": "growth", "year": 2026, "rent_paid_fen": 100 * WAN, "application_date": "2026-03-01", "matter_date": "2026-03-01",
    "applicant": {"type": "enterprise", "registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True, "records": []},
}  # fmt: skip


def today() -> Any:
    return datetime.now(BEIJING).date()


async def entered(api: Desk, **changes: Any) -> str:
    answer = await api.post(OFFICER, RULES, RULE | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def suspended(api: Desk, **changes: Any) -> dict[str, Any]:
    entered = await api.post(OFFICER, SUSPENSIONS, SUSPENSION | changes)
    assert entered.status_code == 201, entered.text
    approved = await api.post(HEAD, f"/suspensions/{entered.json()['id']}/approval")
    assert approved.status_code == 200, approved.text
    return dict(approved.json())


async def rent(api: Desk) -> dict[str, Any]:
    return dict((await api.post(None, "/items/plan-rent/assess", RENT, key="")).json())


async def test_item_is_assessed_by_a_rule_once_somebody_else_approved_it(api: Desk) -> None:
    before = await rent(api)
    assert (before["outcome"], before["missing_parameters"]) == ("needs_parameter", ["rate"])
    needed = before["parameters_needed"][0]
    assert (needed["name"], needed["form"], needed["department"], needed["clause"]) == ("rate", "rate", "sti", "第(十)条")
    rule = await entered(api)
    assert (await rent(api))["outcome"] == "needs_parameter"
    assert code_of(await api.post(OFFICER, f"/rules/{rule}/approval")) == "four_eyes"
    approved = await api.post(OTHER_OFFICER, f"/rules/{rule}/approval")
    assert (approved.status_code, approved.json()["approved_by"]) == (200, OTHER_OFFICER)
    assert code_of(await api.post(HEAD, f"/rules/{rule}/approval")) == "wrong_stage"
    after = await rent(api)
    assert (after["outcome"], after["award_fen"], after["parameters_needed"]) == ("award", 30 * WAN, [])


@pytest.mark.parametrize("colleague", [OTHER_OFFICER, HEAD])
async def test_those_who_may_approve_a_rule_are_told_when_it_was_entered(api: Desk, colleague: str) -> None:
    await entered(api)
    told = (await api.get(colleague, "/messages")).json()["items"]
    assert [(message["case_id"], RULE["document_no"] in message["text"]["zh"]) for message in told] == [(None, True)]


async def test_later_rule_supersedes_the_earlier_one_from_its_day_on(api: Desk) -> None:
    for begins_on, rate, number in (("2026-01-01", "0.30", "京开科〔2026〕1号"), ("2026-02-01", "0.10", "京开科〔2026〕2号")):
        rule = await entered(api, **{"from": begins_on, "values": {"rate": rate}, "document_no": number})
        await api.post(HEAD, f"/rules/{rule}/approval")
    assert (await rent(api))["award_fen"] == 10 * WAN


@pytest.mark.parametrize("begins_on", ["2026-01-01", "2027-01-01"])
@pytest.mark.parametrize("number", [RULE["document_no"], "京开科【2026】1号", "京开科[2026]001号", " 京开科（2026） 1号"])
async def test_rule_is_refused_when_its_document_was_entered_for_some_of_its_days(api: Desk, number: str, begins_on: str) -> None:
    rule = await entered(api)
    for _ in range(2):
        refused = await api.post(OTHER_OFFICER, RULES, RULE | {"document_no": number, "from": begins_on})
        assert (refused.status_code, code_of(refused)) == (409, "duplicate")
        assert [fault["field"] for fault in refused.json()["errors"]] == ["document_no"]
        # Approved or not, it stands.
        await api.post(HEAD, f"/rules/{rule}/approval")


async def test_rule_is_entered_again_when_the_first_was_refused(api: Desk) -> None:
    assert (await api.post(HEAD, f"/rules/{await entered(api)}/refusal", {"reason": "比例有误"})).status_code == 200
    await entered(api)


@pytest.mark.parametrize(
    "changes",
    [
        {"document_no": "京开科〔2026〕10号"},
        {"document_no": "京开科〔2025〕1号"},
        {"from": "2027-01-01"},
        {"from": "2025-06-01", "to": "2025-12-31"},
    ],
)
async def test_rule_is_entered_when_its_document_or_its_days_are_others(api: Desk, changes: dict[str, str]) -> None:
    await entered(api, to="2026-12-31")
    await entered(api, **changes)


async def test_one_rule_is_entered_when_a_document_is_sent_many_times_at_once(api: Desk) -> None:
    numbers = ["京开科〔2026〕1号", "京开科【2026】1号", "京开科[2026]01号", "京开科（2026）1号"]
    answers = await asyncio.gather(*(api.post(OFFICER, RULES, RULE | {"document_no": number}) for number in numbers))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"values": {"rate": "1.01"}}, "values.rate"),
        ({"values": {"cap_fen": 500 * WAN + 1}}, "values.cap_fen"),
        ({"values": {"nonsense": 1}}, "values.nonsense"),
        ({"values": {}}, "values"),
        ({"to": "2025-12-31"}, "to"),
    ],
)
async def test_rule_is_refused_with_field_and_clause_when_the_law_does_not_allow_it(api: Desk, changes: Any, field: str) -> None:
    refused = await api.post(OFFICER, RULES, RULE | changes)
    assert code_of(refused) == "invalid_input"
    assert ([fault["field"] for fault in refused.json()["errors"]], refused.json()["clause"]) == ([field], "第(十)条")


async def test_rule_is_entered_and_approved_by_the_lead_department_alone(api: Desk) -> None:
    assert code_of(await api.post(FOREIGN_OFFICER, RULES, RULE)) == "forbidden"
    assert code_of(await api.post(OFFICER, "/items/none/rules", RULE)) == "unknown_item"
    assert code_of(await api.post(FOREIGN_OFFICER, f"/rules/{await entered(api)}/approval")) == "not_found"


@pytest.mark.parametrize("by", [OTHER_OFFICER, HEAD, OFFICER])
async def test_rule_never_counts_and_stays_within_the_department_when_it_was_refused_or_withdrawn(api: Desk, by: str) -> None:
    rule = await entered(api)
    path, body = f"/rules/{rule}/refusal", {"reason": "比例与会议纪要不符"}
    assert code_of(await api.post(FOREIGN_OFFICER, path, body)) == "not_found"
    refused = (await api.post(by, path, body)).json()
    assert (refused["approved"], refused["refused_by"], refused["refusal_reason"]) == (False, by, body["reason"])
    assert code_of(await api.post(OTHER_OFFICER, path, body)) == "wrong_stage"
    assert code_of(await api.post(HEAD, f"/rules/{rule}/approval")) == "wrong_stage"
    assert (await rent(api))["outcome"] == "needs_parameter"
    assert [row["id"] for row in (await api.get(OTHER_OFFICER, RULES)).json()] == [rule]
    assert (await api.get(None, RULES)).json() == []
    await api.post(HEAD, f"/rules/{await entered(api)}/approval")
    assert (await rent(api))["outcome"] == "award"


async def test_rule_is_not_refused_when_it_is_in_force(api: Desk) -> None:
    rule = await entered(api)
    await api.post(HEAD, f"/rules/{rule}/approval")
    for person in (OFFICER, OTHER_OFFICER):
        assert code_of(await api.post(person, f"/rules/{rule}/refusal", {"reason": "改为下一年度执行"})) == "wrong_stage"
    assert (await rent(api))["outcome"] == "award"


async def test_history_shows_the_public_what_is_approved_and_the_department_everything(api: Desk) -> None:
    first, second = await entered(api), await entered(api, **{"from": "2026-06-01", "document_no": "京开科〔2026〕2号"})
    await api.post(HEAD, f"/rules/{first}/approval")
    for person in (None, STRANGER, FOREIGN_OFFICER):
        shown = (await api.get(person, RULES)).json()
        assert [(row["id"], row["entered_by"], row["approved_by"]) for row in shown] == [(first, "sti", "sti")]
        assert shown[0]["values"] == {"rate": "0.3"}
    for person in (OTHER_OFFICER, "auditor"):
        shown = (await api.get(person, RULES)).json()
        assert [(row["id"], row["approved"], row["entered_by"]) for row in shown] == [(second, False, OFFICER), (first, True, OFFICER)]
        assert (shown[1]["approved_by"], bool(shown[1]["approved_at"]), bool(shown[1]["entered_at"])) == (HEAD, True, True)


async def test_rule_is_entered_once_when_its_key_is_sent_again(api: Desk) -> None:
    first, again = [await api.post(OFFICER, RULES, RULE, key="once") for _ in range(2)]
    assert first.json() == again.json()
    assert len((await api.get(OFFICER, RULES)).json()) == 1


@pytest.mark.parametrize("statement", ["UPDATE implementing_rules SET document_no = 'x'", "DELETE FROM implementing_rules"])
async def test_rule_cannot_be_changed_or_deleted_in_the_database(api: Desk, behind: Office, statement: str) -> None:
    await api.post(HEAD, f"/rules/{await entered(api)}/approval")
    with pytest.raises(DBAPIError, match="changed by its approval or refusal only"):
        await behind.change(text(statement))


async def test_drafting_and_submitting_are_refused_while_the_item_is_suspended(api: Desk) -> None:
    drafted = await api.ready()
    entered = (await api.post(OFFICER, SUSPENSIONS, SUSPENSION)).json()
    assert (await api.get(None, "/items/innovation-centre")).json()["suspension"] is None
    assert code_of(await api.post(OFFICER, f"/suspensions/{entered['id']}/approval")) == "four_eyes"
    assert (await api.post(OTHER_OFFICER, f"/suspensions/{entered['id']}/approval")).status_code == 200
    shown = (await api.get(None, "/items/innovation-centre")).json()["suspension"]
    assert (shown["from"], shown["until"], shown["reason"]["zh"], shown["clause"]) == ("2026-01-01", None, "市级政策调整", "七、保障措施")
    body = {"item_code": "innovation-centre", "enterprise_uscc": "91110302MA9DA0018E", "facts": {}}
    for path, given in (("/applications", body), (f"/applications/{drafted['id']}/submit", None)):
        refused = await api.post(APPLICANT, path, given)
        assert (code_of(refused), refused.json()["clause"]) == ("window_closed", "七、保障措施")
        assert "市级政策调整" in refused.json()["detail"]
    assert (await api.post(APPLICANT, "/applications", body | {"item_code": "science-award"})).status_code == 201


@pytest.mark.parametrize("by", [OTHER_OFFICER, HEAD, OFFICER])
async def test_suspension_holds_nothing_when_it_was_refused_or_withdrawn(api: Desk, by: str) -> None:
    suspension = (await api.post(OFFICER, SUSPENSIONS, SUSPENSION)).json()
    path = f"/suspensions/{suspension['id']}"
    refused = (await api.post(by, f"{path}/refusal", {"reason": "文件尚未印发"})).json()
    assert (refused["approved"], refused["refused_by"], refused["refusal_reason"]) == (False, by, "文件尚未印发")
    assert code_of(await api.post(HEAD, f"{path}/approval")) == "wrong_stage"
    assert (await api.get(None, "/items/innovation-centre")).json()["suspension"] is None
    await api.draft()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE implementing_rules SET approved_by = 'x', approved_at = now(), refused_by = NULL",
        "UPDATE item_suspensions SET approved_by = 'x', approved_at = now(), refused_by = NULL",
    ],
)
async def test_what_was_refused_cannot_be_approved_in_the_database(api: Desk, behind: Office, statement: str) -> None:
    rule, suspension = await entered(api), (await api.post(OFFICER, SUSPENSIONS, SUSPENSION)).json()["id"]
    for path in (f"/rules/{rule}/refusal", f"/suspensions/{suspension}/refusal"):
        await api.post(OTHER_OFFICER, path, {"reason": "误录"})
    with pytest.raises(DBAPIError, match="changed by its approval or refusal only"):
        await behind.change(text(statement))


async def test_suspension_binds_from_its_day_to_its_last(api: Desk) -> None:
    await suspended(api, **{"from": str(today() + timedelta(days=2))})
    await api.draft()
    await suspended(api, **{"from": str(today() - timedelta(days=9)), "until": str(today() - timedelta(days=2))})
    await api.draft()
    await suspended(api, **{"from": str(today() - timedelta(days=1)), "until": str(today() + timedelta(days=1))})
    assert (await api.get(None, "/items/innovation-centre")).json()["suspension"]["until"] == str(today() + timedelta(days=1))
    refused = await api.post(OFFICER, SUSPENSIONS, SUSPENSION | {"until": "2025-12-30"})
    assert [fault["field"] for fault in refused.json()["errors"]] == ["until"]


async def test_item_is_closed_for_matters_of_its_days_alone(api: Desk) -> None:
    before, after = await api.draft(matter_date="2026-02-28"), await api.ready()
    shown = await suspended(api, scope="matters", **{"from": "2026-03-01", "until": "2026-03-31"})
    assert shown["scope"] == "matters"
    assert (await api.get(None, "/items/innovation-centre")).json()["suspension"] is None
    told = [row for row in (await api.get(APPLICANT, "/messages")).json()["items"] if row["text"]["zh"].startswith("根据京政发〔2026〕9号")]
    assert {row["case_id"] for row in told} == {after["id"]} != {before["id"]}
    refused = await api.post(APPLICANT, f"/applications/{after['id']}/submit")
    assert code_of(refused) == "window_closed"
    assert "对2026年3月1日至2026年3月31日期间发生的事项不再支持" in refused.json()["detail"]
    body = {"item_code": "innovation-centre", "enterprise_uscc": "91110302MA9DA0018E", "facts": {}}
    for on, status in (("2026-02-28", 201), ("2026-03-01", 409), ("2026-03-31", 409), ("2026-04-01", 201)):
        assert (await api.post(APPLICANT, "/applications", body | {"matter_date": on})).status_code == status, on


async def test_award_is_not_approved_when_the_item_was_closed_for_its_matter(api: Desk) -> None:
    drafted = await api.to_decision()
    path, task = f"/applications/{drafted['id']}", await api.soon(HEAD, drafted["id"], "decision")
    await suspended(api, scope="matters", **{"from": "2026-03-01"})
    check = await api.soon(DEPUTY, drafted["id"], "suspension_check")
    assert check["may_complete"]
    assert code_of(await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "approved"})) == "on_hold"
    assert "该事项对2026年3月1日起发生的事项不再支持" in (await api.get(APPLICANT, path)).json()["hold_reason"]
    closed = {"decision": "suspension_upheld", "reason": "上级政策不再支持该事项"}
    await api.done(DEPUTY, drafted["id"], "suspension_check", closed)
    shown = (await api.get(APPLICANT, path)).json()
    assert (shown["stage"]["code"], shown["refusal"]["reason"]) == ("refused", "上级政策不再支持该事项")
    letter = (await api.get(APPLICANT, f"{path}/letter")).json()["text"]
    assert "因上位政策调整，经审批，决定终止办理，不予支持。该事项对2026年3月1日起发生的事项不再支持（京政发〔2026〕9号；" in letter
    assert "不予支持的理由：上级政策不再支持该事项。" in letter
    assert "申请复核" in letter
    assert "500,000" not in letter


async def test_suspension_is_refused_when_its_scope_is_unknown(api: Desk) -> None:
    refused = await api.post(OFFICER, SUSPENSIONS, SUSPENSION | {"scope": "everything"})
    assert (code_of(refused), [fault["field"] for fault in refused.json()["errors"]]) == ("invalid_input", ["scope"])


async def test_open_suspension_ends_when_a_later_short_one_supersedes_it(api: Desk) -> None:
    await suspended(api)
    await suspended(api, **{"from": "2026-02-01", "until": "2026-02-02"})
    await api.draft()
    assert len((await api.get(None, SUSPENSIONS)).json()) == 2


async def test_nobody_is_told_that_a_suspension_ended_when_another_still_stands(api: Desk) -> None:
    waiting = await api.draft()
    await suspended(api, **{"from": "2026-03-01"})
    await suspended(api, **{"from": "2026-02-01", "until": "2026-02-02"})
    heard = [row["text"]["zh"] for row in (await api.get(APPLICANT, "/messages")).json()["items"] if waiting["number"] in row["text"]["zh"]]
    assert any("暂停期间不能提交" in text for text in heard)
    assert not any("结束" in text for text in heard)


async def test_applicants_under_way_are_told_and_the_award_is_not_approved_while_suspended(api: Desk) -> None:
    drafted, waiting = await api.to_decision(), await api.draft()
    path = f"/applications/{drafted['id']}"
    task = await api.soon(HEAD, drafted["id"], "decision")
    await suspended(api)
    told = [row for row in (await api.get(APPLICANT, "/messages")).json()["items"] if row["text"]["zh"].startswith("根据京政发〔2026〕9号")]
    assert {row["case_id"] for row in told} == {drafted["id"], waiting["id"]}
    said = {row["case_id"]: row["text"]["zh"] for row in told}
    assert said[drafted["id"]] == (
        "根据京政发〔2026〕9号，“创新中心资质一次性支持”自2026年1月1日起暂停办理，原因：市级政策调整。"
        f"贵单位的申请{drafted['number']}予以保留，暂停期间不审定、不拨付，恢复办理时另行告知，无需重新提交。"
    )
    assert "尚未提交，暂停期间不能提交，草稿予以保留。" in said[waiting["id"]]
    await api.soon(DEPUTY, drafted["id"], "suspension_check")
    assert code_of(await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "approved"})) == "on_hold"
    shown = (await api.get(APPLICANT, path)).json()
    assert (shown["stage"]["code"], "市级政策调整" in shown["hold_reason"]) == ("decision", True)
    await suspended(api, **{"from": "2026-02-01", "until": "2026-02-02"})

    async def goes_on() -> bool | None:
        return not (await api.get(APPLICANT, path)).json()["held"] or None

    await until(goes_on, "going on")
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    heard = [row["text"]["zh"] for row in (await api.get(APPLICANT, "/messages")).json()["items"]]
    assert f"{drafted['number']}所涉事项的暂停已经结束，恢复办理。" in heard
    assert any("的暂停已于2026年2月2日结束" in text and waiting["number"] in text for text in heard)
