"""分期拨付。An award that is paid in parts: each later part is paid once its condition was found to hold, or its day has come."""

from __future__ import annotations

from datetime import timedelta

from tests.office import APPLICANT, DEPUTY, OFFICER, THIRD_APPROVER, Office
from tests.workflows.instalments import (
    FIRST,
    ON_A_DAY,
    REPORT,
    REST,
    WHOLE,
    approved,
    awarded,
    first_paid,
    found,
    part_of,
    reported,
    second_paid,
)
from tests.workflows.reclaim import reclaim
from tests.workflows.redecisions import balanced, treasury_paid
from tests.workflows.test_redecision_returned import paid_again, returned


async def test_whole_award_is_paid_in_two_parts_when_the_condition_of_the_second_is_approved(skipping: Office) -> None:
    award = await first_paid(skipping)
    row = await awarded(award)
    assert (row.award_fen, row.paid_fen, row.supplement_fen, row.standing_fen) == (FIRST, FIRST, REST, WHOLE)
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"]) == (REST, FIRST)
    part = await second_paid(award)
    row = await awarded(award)
    assert (row.supplement_paid_fen, row.spent_fen, row.standing_fen) == (REST, WHOLE, WHOLE)
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"]) == (0, WHOLE)
    assert await treasury_paid(skipping, award.number) == [FIRST]
    assert await treasury_paid(skipping, part.number) == [REST]


async def test_part_is_forfeited_by_two_people_when_nothing_is_reported_in_time(skipping: Office) -> None:
    award = await first_paid(skipping)
    part = await part_of(award)
    await part.skip_until((await part.row()).due_at + timedelta(days=2))
    await part.answer("instalment_check", OFFICER, decision="forfeiture_proposed", reason="成果未在新城转化")
    await part.answer("forfeiture_statement", APPLICANT, decision="statement_waived")
    await part.answer("forfeiture_decision", DEPUTY, decision="forfeited", reason="条件未满足")
    await part.reach("forfeited")
    row = await awarded(award)
    assert (row.supplement_fen, row.forfeited_fen, row.standing_fen) == (0, REST, FIRST)
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"]) == (0, FIRST)


async def test_part_is_paid_once_more_when_the_bank_returns_it(skipping: Office) -> None:
    award = await first_paid(skipping)
    part = await second_paid(award)
    await returned(part)
    assert ((await awarded(award)).supplement_paid_fen, (await balanced(skipping))["obligation"]) == (0, REST)
    await paid_again(part)
    await part.reach("paid")
    assert (await awarded(award)).spent_fen == WHOLE
    assert await treasury_paid(skipping, part.number) == [REST]


async def test_part_without_a_condition_waits_to_be_released_when_its_day_has_come(skipping: Office) -> None:
    award = await first_paid(skipping, ON_A_DAY)
    part = await part_of(award)
    row = await part.row()
    assert row.stage == "waiting"
    await part.skip_until(row.due_at + timedelta(minutes=1))
    await part.pay()
    await part.reach("paid")
    assert (await awarded(award)).spent_fen == WHOLE


async def test_part_is_checked_again_when_an_approver_other_than_who_proposed_it_does_not_forfeit_it(skipping: Office) -> None:
    part = await part_of(await first_paid(skipping))
    proof = await reported(part)
    await part.answer("instalment_check", OFFICER, decision="forfeiture_proposed", reason="合同未履行")
    await part.answer("forfeiture_statement", APPLICANT, decision="statement_made", reason="合同正在履行")
    assert await part.is_barred(await part.task("forfeiture_decision"), OFFICER)
    await part.answer("forfeiture_decision", DEPUTY, decision="forfeiture_refused", reason="再核")
    await part.reach("check")
    await part.answer("instalment_check", OFFICER, decision="condition_found", document=proof)
    await part.answer("instalment_approval", DEPUTY, decision="condition_questioned", reason="请附页")
    assert (await part.task("instalment_check")).about["amount_fen"] == REST


async def test_part_is_not_approved_when_its_award_is_taken_back_for_a_breach(skipping: Office) -> None:
    award = await first_paid(skipping)
    part = await part_of(award)
    await found(part)
    await (await reclaim(skipping, award, FIRST, cause="breach")).approve()
    assert await part.refusal_of_answer("instalment_approval", THIRD_APPROVER, decision="part_approved") == "wrong_stage"


async def test_part_falls_and_is_not_paid_when_its_award_is_taken_back_for_a_breach_before_that(skipping: Office) -> None:
    award = await first_paid(skipping)
    part = await part_of(award)
    await approved(part)
    await (await reclaim(skipping, award, FIRST, cause="breach")).approve()
    await part.pay()
    await part.reach("ended")
    row = await awarded(award)
    assert (row.forfeited_fen, row.supplement_fen, (await balanced(skipping))["obligation"]) == (REST, 0, 0)
    assert await treasury_paid(skipping, part.number) == []


async def test_nothing_is_done_about_a_part_while_it_is_on_hold(skipping: Office) -> None:
    part = await part_of(await first_paid(skipping))
    await part.hold()
    assert await part.refusal_of_answer("instalment_report", APPLICANT, **REPORT) == "on_hold"
    await part.resume()
    await reported(part)
    await part.reach("check")


async def test_report_is_refused_when_nothing_that_proves_it_was_uploaded(skipping: Office) -> None:
    part = await part_of(await first_paid(skipping))
    assert await part.refusal_of_answer("instalment_report", APPLICANT, **REPORT) == "incomplete"
    await reported(part)
    stray = {"decision": "condition_found", "document": str(part.id)}
    assert await part.refusal_of_answer("instalment_check", OFFICER, **stray) == "invalid_input"


async def test_condition_is_reported_once_more_when_its_report_is_sent_back(skipping: Office) -> None:
    part = await part_of(await first_paid(skipping))
    await reported(part)
    await part.answer("instalment_check", OFFICER, decision="report_sent_back", reason="请附合同全文")
    await approved(part)


async def test_part_is_forfeited_when_its_enterprise_says_nothing_to_that(skipping: Office) -> None:
    part = await part_of(await first_paid(skipping))
    await reported(part)
    await part.answer("instalment_check", OFFICER, decision="forfeiture_proposed", reason="成果未在新城转化")
    due_at = (await part.task("forfeiture_statement")).due_at
    assert due_at is not None
    await part.skip_until(due_at + timedelta(days=1))
    await part.happened("statement_lapsed")
    await part.answer("forfeiture_decision", DEPUTY, decision="forfeited", reason="条件未满足")
    await part.reach("forfeited")
