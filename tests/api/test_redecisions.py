"""Re-decisions over REST: proposed with their proof, heard, decided by another, told by a letter; and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import AuditEvent, Redecision
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import WAN, Case, Office, until
from tests.office.milestones import application_to
from tests.workflows.annual_runs import counted
from tests.workflows.reclaim import reclaim
from tests.workflows.redecisions import FIRST, PAPER, SECOND, SPECIAL, balanced, paid_prize, treasury_paid
from tests.workflows.test_figures_asked_again import to_payment

DEPUTY, THIRD_APPROVER = "approver-sti-2", "approver-sti-3"
FINANCE, OTHER_FINANCE = "finance-1", "finance-2"


def corrected(award: Case, **facts: Any) -> dict[str, Any]:
    return {"application": award.number, "facts": facts, "paper": PAPER, "reason": "获奖等级登记有误"}


async def proposed(api: Desk, award: Case, grade: str) -> str:
    answer = await api.post(OFFICER, "/redecisions", corrected(award, grade=grade))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


async def in_stage(api: Desk, number: str, stage: str) -> dict[str, Any]:
    """Wait for a stage of a re-decision, and return what an auditor sees of it."""

    async def find() -> dict[str, Any] | None:
        shown = (await api.get("auditor", f"/redecisions/{number}")).json()
        return dict(shown) if shown["stage"]["code"] == stage else None

    return dict(await until(find, stage))


async def test_supplement_is_decided_and_paid_over_rest(api: Desk, behind: Office) -> None:
    award = await paid_prize(behind)
    number = await proposed(api, award, "first")
    shown = (await api.get(OFFICER, f"/redecisions/{number}")).json()
    assert shown["reckoning"] == {
        "before_fen": SECOND,
        "after_fen": FIRST,
        "amount_fen": FIRST - SECOND,
        "relieved_fen": 0,
        "reduced_fen": 0,
        "due_again_fen": 0,
        "taken_fen": 0,
        "beside": {},
        "asked": None,
        "asked_less_fen": 0,
        "held": {"spent_fen": SECOND, "recovered_fen": 0, "outstanding_fen": 0, "given_up_fen": 0},
        "paid": True,
        "facts": {"grade": {"before": "second", "after": "first", "planned": None}},
    }
    await api.done(DEPUTY, number, "redecision_decision", {"decision": "redecided", "opinion": "同意"})
    text = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert "再决定通知书" in text
    assert "等级由“二等奖”更正为“一等奖”" in text
    assert "应支持金额由30万元变为50万元" in text
    await api.done(FINANCE, number, "payment_release", {"decision": "payment_released"})
    task = await api.soon(OTHER_FINANCE, number, "payment_confirmation")
    last_four = (await api.get(OTHER_FINANCE, f"/tasks/{task['id']}")).json()["about"]["account"]["last_four"]
    await api.done(OTHER_FINANCE, number, "payment_confirmation", {"decision": "payment_confirmed", "last_four": last_four})
    paid = await in_stage(api, number, "supplemented")
    assert (paid["award_fen"], paid["paid_fen"], [payment["state"] for payment in paid["payments"]]) == (20_000_000, 20_000_000, ["paid"])
    whole = (await api.get(APPLICANT, f"/applications/{award.number}")).json()
    assert (whole["award_fen"], whole["paid_fen"], whole["supplement_fen"], whole["supplement_paid_fen"]) == (
        SECOND,
        SECOND,
        FIRST - SECOND,
        FIRST - SECOND,
    )
    assert await treasury_paid(behind, number) == [FIRST - SECOND]
    assert (await balanced(behind))["expenditure"] == FIRST


async def test_supplement_is_recalled_over_rest_by_its_department_and_nobody_else(api: Desk, behind: Office) -> None:
    award = await paid_prize(behind)
    number = await proposed(api, award, "first")
    await api.done(DEPUTY, number, "redecision_decision", {"decision": "redecided"})
    await in_stage(api, number, "payment")
    path, why = f"/redecisions/{number}/recall", {"reason": "更正函已撤销"}
    for other in (FOREIGN_OFFICER, STRANGER, APPLICANT, DEPUTY, FINANCE):
        assert code_of(await api.post(other, path, why)) in {"not_found", "forbidden"}
    answer = await api.post(OFFICER, path, why)
    assert (answer.status_code, answer.json()["stage"]["code"]) == (200, "proposal"), answer.text
    assert code_of(await api.post(OFFICER, path, why)) == "wrong_stage"
    assert (await api.get(APPLICANT, f"/applications/{award.number}")).json()["supplement_fen"] == 0
    assert why["reason"] in (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]


async def cited(api: Desk, case: str, event: str) -> str:
    """Return how another letter cites the one that an event of a case issued: by its day, its title and its number."""
    (letter,) = [one for one in (await api.get(APPLICANT, f"/cases/{case}/letters")).json() if one["event"]["code"] == event]
    day = date.fromisoformat(letter["issued_on"])
    return f"{day.year}年{day.month}月{day.day}日作出的《{letter['title']}》（{letter['document_no']}）"


async def test_enterprise_that_was_heard_is_told_when_the_decision_stands(api: Desk, behind: Office) -> None:
    number = await proposed(api, await paid_prize(behind), "other")
    await api.done(APPLICANT, number, "redecision_statement", {"decision": "statement_made", "reason": "请复核证书"})
    intended = await cited(api, number, "found_less")
    await api.done(DEPUTY, number, "redecision_decision", {"decision": "redecision_refused", "reason": "证书属实"})
    letter = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert f"我局以{intended}告知贵单位拟作再决定。经研究，不再作出该项再决定，原支持决定继续有效" in letter
    told = (await api.get(APPLICANT, "/messages", params={"limit": 100})).json()["items"]
    assert f"{number}：不再作出再决定，此前有效的决定不变，见通知书。" in [one["text"]["zh"] for one in told]


async def test_enterprise_that_was_not_heard_is_told_nothing_when_the_decision_stands(api: Desk, behind: Office) -> None:
    number = await proposed(api, await paid_prize(behind), "first")
    await api.done(DEPUTY, number, "redecision_decision", {"decision": "redecision_refused", "reason": "证据不足"})
    assert code_of(await api.get(OFFICER, f"/cases/{number}/letter")) == "wrong_stage"
    told = (await api.get(APPLICANT, "/messages", params={"limit": 100})).json()["items"]
    assert not [one for one in told if number in one["text"]["zh"]]


async def test_debt_is_heard_decided_and_asked_for_over_rest(api: Desk, behind: Office) -> None:
    award = await paid_prize(behind)
    number = await proposed(api, award, "other")
    intended = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert "拟决定由贵单位退回多拨付的人民币30万元" in intended
    assert "前陈述意见" in intended
    await api.done(APPLICANT, number, "redecision_statement", {"decision": "statement_made", "reason": "请复核证书"})
    task = await api.soon(DEPUTY, number, "redecision_decision")
    assert (await api.get(DEPUTY, f"/tasks/{task['id']}")).json()["about"]["statement"] == "请复核证书"
    silent = await api.post(DEPUTY, f"/tasks/{task['id']}/complete", {"decision": "redecided"})
    assert [error["field"] for error in silent.json()["errors"]] == ["reason"]
    await api.done(DEPUTY, number, "redecision_decision", {"decision": "redecided", "reason": "证书已由颁奖单位撤销。"})
    await in_stage(api, number, "reclaimed")
    granted, decided = await cited(api, award.number, "notice_cleared"), await cited(api, number, "redecided")
    assert granted in intended
    letter = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert granted in letter
    assert "贵单位的陈述意见经审查未予采纳：证书已由颁奖单位撤销。" in letter
    (demand,) = (await api.get(OFFICER, "/clawbacks", params={"cause": "correction"})).json()["items"]
    assert (demand["application_number"], demand["amount_fen"]) == (award.number, SECOND)
    await api.done(THIRD_APPROVER, demand["number"], "clawback_approval", {"decision": "demand_approved"})
    notice = (await api.get(APPLICANT, f"/cases/{demand['number']}/letter")).json()["text"]
    assert decided in notice
    assert "更正后重新核定的应支持金额减少，该项资金多拨付（获奖等级登记有误），应退缴人民币30万元" in notice
    assert "应支持金额为30万元，按更正后的事实和作出原决定时的标准重新核定为0元，多出30万元" in notice


async def test_enterprise_sees_nothing_before_it_is_told(api: Desk, behind: Office) -> None:
    number = await proposed(api, await paid_prize(behind), "first")
    for person in (APPLICANT, STRANGER, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"/redecisions/{number}")) == "not_found"
        assert (await api.get(person, "/redecisions")).json()["items"] == []
    assert code_of(await api.get(OFFICER, f"/cases/{number}/letter")) == "wrong_stage"
    await api.done(DEPUTY, number, "redecision_decision", {"decision": "redecided"})
    assert (await api.get(APPLICANT, "/redecisions")).json()["items"][0]["number"] == number
    assert code_of(await api.get(STRANGER, f"/redecisions/{number}")) == "not_found"


async def test_decision_is_refused_when_whoever_decided_the_award_makes_it(api: Desk, behind: Office) -> None:
    number = await proposed(api, await paid_prize(behind), "first")
    task = await api.task(HEAD, number, "redecision_decision")
    assert code_of(await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "redecided"})) == "four_eyes"


async def test_whoever_proposes_says_which_demands_for_an_error_are_about_the_facts(api: Desk, behind: Office) -> None:
    award = await paid_prize(behind)
    error = await reclaim(behind, award, 10, cause="error")
    await error.approve()
    given = corrected(award, grade="first")
    refused = await api.post(OFFICER, "/redecisions", given)
    assert (refused.status_code, code_of(refused)) == (422, "incomplete")
    [fault] = refused.json()["errors"]
    assert (fault["field"], error.case.number in fault["message"]["zh"]) == ("same_matter", True)
    unknown = await api.post(OFFICER, "/redecisions", given | {"same_matter": ["CB-2026-999999"]})
    assert [one["field"] for one in unknown.json()["errors"]] == ["same_matter"]
    taken = await api.post(OFFICER, "/redecisions", given | {"same_matter": []})
    assert (taken.status_code, taken.json()["reckoning"]["beside"]) == (201, {error.case.number: 10})


async def test_deciding_on_figures_that_have_changed_is_refused_over_rest(api: Desk, behind: Office) -> None:
    award = await paid_prize(behind)
    number = await proposed(api, award, "special")
    error = {"application": award.number, "cause": "error", "amount_fen": 1, "reason": "多付"}
    asked = await api.post(OFFICER, "/clawbacks", error)
    assert asked.status_code == 201
    task = await api.soon(DEPUTY, number, "redecision_decision")
    answer = await api.post(DEPUTY, f"/tasks/{task['id']}/complete", {"decision": "redecided"})
    # It owes as soon as something is proposed; what that comes to is counted once it is approved.
    assert (answer.status_code, code_of(answer)) == (409, "breach_open")
    await api.done(DEPUTY, asked.json()["number"], "clawback_approval", {"decision": "demand_approved"})
    answer = await api.post(DEPUTY, f"/tasks/{task['id']}/complete", {"decision": "redecided"})
    assert (answer.status_code, code_of(answer)) == (409, "basis_changed")
    await api.done(OFFICER, number, "redecision_proposal", {"decision": "reproposed", "reason": "已扣除"})
    shown = await in_stage(api, number, "decision")
    assert (shown["reckoning"]["before_fen"], shown["reckoning"]["after_fen"]) == (SECOND - 1, SPECIAL - 1)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"grade": "second"}, "grade"),
        ({"grade": "third"}, "grade"),
        ({"certificate_no": "BJ-2026-08"}, "facts"),
        ({"prize": "national_sci_tech"}, "facts"),
        ({"unknown": 1}, "unknown"),
        ({"matter_date": "2026-01-02"}, "matter_date"),
        ({"older_policy_fen": 1}, "older_policy_fen"),
        ({}, "facts"),
    ],
)
async def test_facts_are_refused_that_correct_nothing_of_the_award(api: Desk, behind: Office, facts: dict[str, Any], field: str) -> None:
    answer = await api.post(OFFICER, "/redecisions", corrected(await paid_prize(behind), **facts))
    assert (code_of(answer), [fault["field"] for fault in answer.json()["errors"]]) == ("invalid_input", [field])
    assert await behind.all(select(Redecision.id)) == []


@pytest.mark.parametrize("facts", [{"matter_date": "2026-01-02"}, {"older_policy_fen": 1}, {"older_policy_fen": 0, "grade": "special"}])
async def test_it_is_said_what_instead_when_what_is_no_fact_of_the_item_is_corrected(
    api: Desk, behind: Office, facts: dict[str, Any]
) -> None:
    [fault] = (await api.post(OFFICER, "/redecisions", corrected(await paid_prize(behind), **facts))).json()["errors"]
    assert "不在更正之列：多支持的，可按支付有误提出追回；少支持的，可由申请单位另行申报" in fault["message"]["zh"]


async def test_award_is_refused_that_is_not_decided_yet(api: Desk, behind: Office) -> None:
    award = await application_to("decision", behind, "science-award")
    assert code_of(await api.post(OFFICER, "/redecisions", corrected(award, grade="first"))) == "wrong_stage"


@pytest.mark.parametrize(("person", "code"), [(APPLICANT, "forbidden"), (HEAD, "forbidden"), (FOREIGN_OFFICER, "not_found")])
async def test_proposal_is_refused_from_whoever_may_not_make_it(api: Desk, behind: Office, person: str, code: str) -> None:
    assert code_of(await api.post(person, "/redecisions", corrected(await paid_prize(behind), grade="first"))) == code


# -- documents of a correction ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "code"), [(APPLICANT, "wrong_stage"), (HEAD, "forbidden"), (FOREIGN_OFFICER, "not_found"), (STRANGER, "not_found")]
)
async def test_document_is_added_to_a_decided_award_by_officers_of_its_department_only(
    api: Desk, behind: Office, person: str, code: str
) -> None:
    award = await paid_prize(behind)
    assert code_of(await api.upload(award.number, "prize_certificate", person=person)) == code


async def test_document_is_not_added_by_an_officer_before_the_award_is_decided(api: Desk, behind: Office) -> None:
    award = await application_to("decision", behind, "science-award")
    assert code_of(await api.upload(award.number, "prize_certificate", person=OFFICER)) == "wrong_stage"


async def test_document_that_was_added_to_a_decided_award_is_not_taken_back(api: Desk, behind: Office) -> None:
    award = await paid_prize(behind)
    document = (await api.upload(award.number, "prize_certificate", person=OFFICER)).json()["id"]
    assert code_of(await api.ask(OFFICER, "DELETE", f"/documents/{document}")) == "forbidden"
    assert code_of(await api.ask(APPLICANT, "DELETE", f"/documents/{document}")) == "wrong_stage"


async def test_figure_is_not_put_up_by_a_word_alone_and_its_source_is_asked(api: Desk, behind: Office) -> None:
    offer = await to_payment(behind)
    put_up = corrected(offer, rd_expense_fen=300_000 * WAN)
    answer = await api.post(OFFICER, "/redecisions", put_up)
    assert (code_of(answer), [fault["field"] for fault in answer.json()["errors"]]) == ("incomplete", ["papers.rd_expense_fen"])
    await counted(behind, CHENXIN, rd_expense_fen=3_600 * WAN)
    answer = await api.post(OFFICER, "/redecisions", corrected(offer, rd_expense_fen=3_600 * WAN))
    assert answer.status_code == 201, answer.text
    number = str(answer.json()["number"])
    await api.done(APPLICANT, number, "redecision_statement", {"decision": "statement_waived"})
    task = await api.soon(DEPUTY, number, "redecision_decision")
    about = (await api.get(DEPUTY, f"/tasks/{task['id']}")).json()["about"]
    assert about["source"]["facts"] == {"rd_expense_fen": 3_600 * WAN}
    # It is kept of what else it says, too: what is proposed once more may correct that.
    (proposed,) = await behind.all(select(AuditEvent.detail).where(AuditEvent.event == "proposed"))
    assert len(proposed["source"]["facts"]) > 1
