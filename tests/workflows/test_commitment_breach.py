"""违诺。A suspected breach on its way: heard, remedied or decided, reconsidered once, and what is to be repaid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Application, Clawback, CommitmentCheck, Message
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, Case, Office
from tests.workflows.commitments import (
    DEPUTY,
    HEAD,
    OFFICER,
    OTHER_OFFICER,
    THIRD_APPROVER,
    TODAY,
    bound,
    breaches,
    file_change,
    filings,
    found_gone,
    incomplete,
    let_go,
    on_file,
    rule_set,
    undertakings,
)

STATEMENT: dict[str, Any] = {"decision": "heard", "statement": "仅迁出注册地"}
REMEDY: dict[str, Any] = {"decision": "remedy_ordered", "reason": "应迁回", "working_days": 20}
REPORT: dict[str, Any] = {"decision": "remedy_reported", "report": "已迁回"}


async def suspected(office: Office, repay: str = "pro_rata") -> Case:
    commitment = await bound(office, repay)
    await found_gone(commitment)
    await commitment.reach("hearing")
    return commitment


async def to_decision(commitment: Case) -> None:
    await commitment.answer("hearing_statement", APPLICANT, **STATEMENT)
    await commitment.answer("breach_review", OFFICER, **REMEDY)
    await commitment.answer("remedy_report", APPLICANT, **REPORT)
    await commitment.answer("remedy_check", OTHER_OFFICER, decision="not_remedied", reason="未迁回")
    await commitment.reach("breach_decision")


async def to_standing(commitment: Case) -> None:
    await to_decision(commitment)
    await commitment.answer("breach_decision", HEAD, decision="breach_upheld", reason="擅自迁出")
    await commitment.reach("breach_standing")


async def outcome(office: Office) -> str | None:
    return (await breaches(office))[-1].outcome


async def clawbacks(office: Office) -> list[Clawback]:
    return list(await office.all(select(Clawback).order_by(Clawback.number)))


async def test_enterprise_is_heard_when_a_check_found_that_it_left(skipping: Office) -> None:
    commitment = await suspected(skipping)
    task = await commitment.task("hearing_statement")
    assert (task.about["failures"], task.about["breach_on"]) == (["registered_in_area"], TODAY.isoformat())
    assert task.enterprise_uscc == CHENXIN
    assert await outcome(skipping) is None


async def test_enterprise_goes_on_when_a_check_found_nothing(skipping: Office) -> None:
    commitment = await bound(skipping)
    row = await commitment.row()
    check = CommitmentCheck(
        year=TODAY.year, run="r", enterprise_uscc=row.enterprise_uscc, answers={}, failures=[], checked_at=f"{TODAY}T00:00:00+08:00"
    )
    await skipping.add(check)
    await commitment.handle.signal("nudge", "check")
    await commitment.skip(timedelta(days=1))
    assert "move_found" not in await commitment.events()


async def test_breach_is_opened_once_when_the_same_finding_is_told_twice(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await commitment.handle.signal("nudge", "again")
    await commitment.skip(timedelta(hours=1))
    assert (await commitment.events()).count("move_found") == 1
    assert len(await breaches(skipping)) == 1


@pytest.mark.parametrize(
    ("kind", "state", "failures", "unfiled"),
    [
        ("tax_registration", "on_file", ["taxed_in_area"], []),
        ("tax_registration", "on_file", ["taxed_in_area", "statistics_in_area"], ["statistics_in_area"]),
        ("change_of_control", "on_file", ["taxed_in_area"], ["taxed_in_area"]),
        ("statistics", "filed", ["statistics_in_area"], []),
        ("statistics", "correction", ["statistics_in_area"], []),
    ],
)
async def test_breach_is_opened_when_no_filing_covers_what_was_found(
    skipping: Office, kind: str, state: str, failures: list[str], unfiled: list[str]
) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, TODAY + timedelta(days=1), kind)
    if state == "on_file":
        await on_file(commitment)
    elif state == "correction":
        await commitment.answer("filing_review", OFFICER, **incomplete("evidence"))
    await commitment.skip(timedelta(days=3))
    await found_gone(commitment, *failures, on=TODAY + timedelta(days=2))
    if unfiled:
        await commitment.reach("hearing")
    else:
        await commitment.skip(timedelta(hours=1))
    assert [breach.failures for breach in await breaches(skipping)] == ([unfiled] if unfiled else [])


async def test_no_breach_is_opened_when_a_late_filing_was_approved_after_all(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, TODAY, "tax_registration")
    await commitment.reach("hearing")
    await commitment.answer("hearing_statement", APPLICANT, **STATEMENT)
    await let_go(commitment, "breach_review", OFFICER, HEAD, filing="approved_without_repayment")
    await commitment.skip(timedelta(days=370))
    await found_gone(commitment, "taxed_in_area", on=TODAY + timedelta(days=365))
    await commitment.skip(timedelta(hours=1))
    assert (await commitment.row()).stage == "in_force"
    assert len(await breaches(skipping)) == 1


async def test_silence_is_on_record_and_the_review_goes_on_when_nothing_is_said_in_time(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await commitment.skip(timedelta(days=40))
    await commitment.task("breach_review")
    assert "hearing_lapsed" in await commitment.events()


async def test_breach_is_closed_and_stays_on_record_when_it_is_unfounded(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await commitment.answer("hearing_statement", APPLICANT, **STATEMENT)
    await let_go(commitment, "breach_review", OFFICER, HEAD, reason="登记错误")
    assert (await commitment.reach("in_force")).stage == "in_force"
    assert await outcome(skipping) == "unfounded"
    # What was found has been dealt with.
    await commitment.handle.signal("nudge", "again")
    await commitment.skip(timedelta(hours=1))
    assert (await commitment.row()).stage == "in_force"


async def test_remedy_has_the_time_that_was_ordered(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await commitment.answer("hearing_statement", APPLICANT, **STATEMENT)
    await commitment.answer("breach_review", OFFICER, **(REMEDY | {"working_days": 7}))
    assert (await commitment.task("remedy_report")).working_days == 7


async def test_breach_is_closed_when_it_was_remedied(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await commitment.answer("hearing_statement", APPLICANT, **STATEMENT)
    await commitment.answer("breach_review", OFFICER, **REMEDY)
    await commitment.answer("remedy_report", APPLICANT, **REPORT)
    await let_go(commitment, "remedy_check", OTHER_OFFICER, HEAD, reason="已迁回")
    await commitment.reach("in_force")
    assert await outcome(skipping) == "remedied"


async def test_remedy_is_checked_when_nobody_reported_it_in_time(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await commitment.answer("hearing_statement", APPLICANT, **STATEMENT)
    await commitment.answer("breach_review", OFFICER, **REMEDY)
    await commitment.skip(timedelta(days=60))
    await commitment.task("remedy_check")
    assert "remedy_overdue" in await commitment.events()


async def test_remedy_is_not_checked_when_by_whom_it_was_ordered(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await commitment.answer("hearing_statement", APPLICANT, **STATEMENT)
    await commitment.answer("breach_review", OFFICER, **REMEDY)
    await commitment.answer("remedy_report", APPLICANT, **REPORT)
    assert await commitment.refusal_of_answer("remedy_check", OFFICER, decision="closing_proposed", reason="已迁回") == "four_eyes"


async def test_officer_may_check_the_next_breach_when_he_reviewed_an_earlier_one(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await commitment.answer("hearing_statement", APPLICANT, **STATEMENT)
    await let_go(commitment, "breach_review", OTHER_OFFICER, HEAD, reason="登记错误")
    await commitment.skip(timedelta(days=400))
    await found_gone(commitment, on=TODAY + timedelta(days=395))
    await commitment.reach("hearing")
    await to_decision(commitment)


async def test_breach_is_dismissed_when_the_head_finds_none(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await to_decision(commitment)
    await let_go(commitment, "breach_decision", HEAD, DEPUTY, reason="不可抗力")
    await commitment.reach("in_force")
    assert await outcome(skipping) == "dismissed"
    assert [undertaking.cause for undertaking in await undertakings(skipping)] == [None]


async def test_enterprise_reads_what_it_would_repay_when_the_breach_stands(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await to_standing(commitment)
    demands = (await commitment.task("breach_answer")).about["demands"]
    award = (await skipping.all(select(Application)))[0]
    terms = demands[0]["reckoning"]
    assert terms["breach_on"] == TODAY.isoformat()
    assert demands[0]["amount_fen"] == award.paid_fen * (terms["days"] - terms["days_served"]) // terms["days"]
    assert await clawbacks(skipping) == []


async def test_breach_costs_what_was_signed_when_it_is_accepted(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    await to_standing(commitment)
    with skipping.starting():
        await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
        await commitment.happened("repayment_asked")
    paid_fen = (await skipping.all(select(Application)))[0].paid_fen
    assert [(found.amount_fen, found.cause, found.asked_by) for found in await clawbacks(skipping)] == [(paid_fen, "breach", HEAD.subject)]
    # What it is asked back for binds until it is settled.
    assert ((await commitment.row()).stage, await outcome(skipping)) == ("reclaiming", None)
    assert [undertaking.cause for undertaking in await undertakings(skipping)] == [None]


async def test_breach_ends_what_was_signed_at_once_when_nothing_is_to_be_repaid(skipping: Office) -> None:
    commitment = await suspected(skipping, "none")
    await to_standing(commitment)
    await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
    await commitment.reach("breached")
    assert (await clawbacks(skipping), await outcome(skipping)) == ([], "upheld")
    assert [(undertaking.cause, undertaking.ended_on) for undertaking in await undertakings(skipping)] == [("broken", TODAY)]
    assert await commitment.handle.result() == "breached"


async def test_enterprise_is_told_by_which_rule_nothing_is_asked_when_the_share_of_a_breach_is_nothing(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    await rule_set(skipping, breach_share="0")
    await to_standing(commitment)
    await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
    await commitment.reach("breached")
    assert await clawbacks(skipping) == []
    said = select(Message.zh).where(Message.case_id == commitment.id, Message.enterprise_uscc == CHENXIN, Message.zh.contains("追回比例"))
    [told] = await skipping.all(said)
    assert told.endswith("按实施细则（京技管〔2026〕9号）规定的追回比例，不予追回。无需退缴。")


async def test_breach_becomes_final_when_nobody_answers_in_time(skipping: Office) -> None:
    commitment = await suspected(skipping, "none")
    await to_standing(commitment)
    await commitment.skip(timedelta(days=90))
    await commitment.reach("breached")
    assert "breach_became_final" in await commitment.events()


async def test_breach_is_overturned_when_another_approver_reconsiders_it(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await to_standing(commitment)
    await commitment.answer("breach_answer", APPLICANT, decision="breach_reconsideration_requested", reason="系政府征收")
    assert await commitment.refusal_of_answer("breach_reconsideration", HEAD, decision="closing_proposed", reason="再审") == "four_eyes"
    await let_go(commitment, "breach_reconsideration", DEPUTY, THIRD_APPROVER, reason="客观原因")
    await commitment.reach("in_force")
    assert await outcome(skipping) == "overturned"
    assert await clawbacks(skipping) == []


async def test_breach_is_confirmed_once_and_for_all_when_reconsideration_dismisses_it(skipping: Office) -> None:
    commitment = await suspected(skipping)
    await to_standing(commitment)
    await commitment.answer("breach_answer", APPLICANT, decision="breach_reconsideration_requested", reason="系政府征收")
    await commitment.answer("breach_reconsideration", DEPUTY, decision="breach_confirmed", reason="证据充分")
    await commitment.happened("repayment_asked")
    assert [found.asked_by for found in await clawbacks(skipping)] == [HEAD.subject]


@pytest.mark.parametrize("kind", ["other", "relocation"])
async def test_open_filing_is_overtaken_when_the_breach_is_final(skipping: Office, kind: str) -> None:
    commitment = await suspected(skipping, "none")
    await file_change(commitment, TODAY + timedelta(days=300), kind)
    await to_standing(commitment)
    await commitment.answer("breach_answer", APPLICANT, decision="breach_accepted")
    await commitment.reach("breached")
    assert [filing.state for filing in await filings(skipping)] == ["overtaken"]
    assert await commitment.tasks() == []
