"""A decided award is decided anew by corrected facts: more is paid, or nothing, or a debt is asked for; books and treasury agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from models.tables import Assessment, LedgerAccount, LedgerTransfer
from policy.money import in_yuan
from runtime.cli.recompute import compare
from tests.office import DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, Case, Office
from tests.workflows.letters import letters_of, replaced_in
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import FIRST, PAPER, SECOND, SPECIAL, Anew, anew, balanced, paid_anew, paid_prize, treasury_paid


@pytest.mark.parametrize(("grade", "due_fen"), [("first", FIRST), ("special", SPECIAL)])
async def test_supplement_is_paid_when_corrected_facts_give_more(skipping: Office, grade: str, due_fen: int) -> None:
    found = await paid_anew(skipping, grade)
    about = (await found.case.task("redecision_decision")).about
    assert about["reckoning"]["facts"] == {"grade": {"before": "second", "after": grade}}
    assert (about["reckoning"]["before_fen"], about["reckoning"]["after_fen"]) == (SECOND, due_fen)
    await found.supplement()
    row, award = await found.row(), await found.application()
    assert (row.outcome, row.award_fen, row.paid_fen) == ("supplement", due_fen - SECOND, due_fen - SECOND)
    assert (award.award_fen, award.paid_fen, award.standing_fen, award.spent_fen) == (SECOND, SECOND, due_fen, due_fen)
    assert await treasury_paid(skipping, found.case.number) == [due_fen - SECOND]
    assert (await balanced(skipping))["expenditure"] == due_fen


async def test_debt_is_asked_for_by_a_clawback_when_corrected_facts_give_less(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    demand = await found.demand()
    row = await demand.row()
    assert (row.cause, row.amount_fen, row.asked_by, row.stage) == ("correction", SECOND, OFFICER.subject, "proposed")
    assert await demand.is_barred(await demand.task("clawback_approval"), DEPUTY)
    await demand.answer("clawback_approval", THIRD_APPROVER, decision="demand_approved")
    await demand.reach("noticed")
    assert (await balanced(skipping))["expenditure"] == SECOND


async def test_fact_that_is_only_said_again_is_no_correction(skipping: Office) -> None:
    award = await paid_prize(skipping)
    [assessed] = await skipping.all(select(Assessment))
    found = await anew(skipping, award, {"grade": "first", "prize": assessed.facts["prize"]})
    assert (await found.row()).reckoning["facts"] == {"grade": {"before": "second", "after": "first"}}


# -- twice, both ways ---------------------------------------------------------------------------------------------------------------


async def repaid(found: Anew, demand: Case) -> None:
    """Have the enterprise pay back what a clawback asks for."""
    claim = Reclaim(found.office, found.award, demand)
    await claim.accept()
    await claim.repay((await demand.row()).amount_fen, await day_of(found.office, demand))
    await demand.reach("settled")


async def test_second_supplement_subtracts_what_the_first_one_added(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    second = await anew(skipping, first.award, {"grade": "special"})
    assert (await second.row()).reckoning["before_fen"] == FIRST
    await second.supplement()
    assert (await second.row()).paid_fen == SPECIAL - FIRST
    assert (await second.application()).spent_fen == SPECIAL
    assert (await balanced(skipping))["expenditure"] == SPECIAL


async def test_debt_takes_back_supplement_and_award_from_the_books_they_were_paid_from(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    second = await anew(skipping, first.award, {"grade": "other"})
    demand = await second.demand()
    assert (await demand.row()).amount_fen == FIRST
    await repaid(second, demand)
    balances = await balanced(skipping)
    assert (balances["expenditure"], balances["receivable"], balances["recovered"]) == (0, 0, FIRST)
    award = await second.application()
    assert (award.spent_fen, award.recovered_fen, award.standing_fen) == (FIRST, FIRST, 0)
    moved = await skipping.all(select(LedgerTransfer).where(LedgerTransfer.kind == "recovery").order_by(LedgerTransfer.amount_fen))
    assert [(row.case_id, row.amount_fen) for row in moved] == [(first.case.id, FIRST - SECOND), (award.id, SECOND)]


async def test_supplement_after_a_debt_counts_what_came_back(skipping: Office) -> None:
    first = await paid_anew(skipping, "other")
    await repaid(first, await first.demand())
    second = await anew(skipping, first.award, {"grade": "first"})
    reckoning = (await second.row()).reckoning
    assert (reckoning["before_fen"], reckoning["after_fen"]) == (0, FIRST)
    await second.supplement()
    award = await second.application()
    assert (award.spent_fen, award.recovered_fen, award.standing_fen) == (SECOND + FIRST, SECOND, FIRST)
    balances = await balanced(skipping)
    assert (balances["expenditure"], balances["recovered"]) == (FIRST, SECOND)


async def test_nothing_follows_when_an_error_was_reclaimed_already(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await (await reclaim(skipping, award, SECOND)).approve()
    found = await anew(skipping, award, {"grade": "other"})
    assert (await found.row()).outcome == "nothing"
    await found.decide()
    await found.case.reach("unchanged")
    assert (await balanced(skipping))["expenditure"] == SECOND


@pytest.mark.parametrize("cause", ["error", "fraud"])
@pytest.mark.parametrize(("amount_fen", "left_fen"), [(SECOND, 0), (10, SECOND - 10)])
async def test_decision_waits_and_counts_what_was_approved_when_a_demand_was_only_proposed(
    skipping: Office, cause: str, amount_fen: int, left_fen: int
) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, amount_fen, cause=cause)
    found = await anew(skipping, award, {"grade": "other"})
    row = await found.row()
    assert (row.outcome, row.reckoning["before_fen"], row.reckoning["amount_fen"]) == ("debt", SECOND, SECOND)
    await found.hear()
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "wrong_stage"
    await claim.approve()
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "basis_changed"
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已扣除追回金额")
    about = (await found.case.task("redecision_statement" if left_fen else "redecision_decision")).about
    assert about["reckoning"]["amount_fen"] == left_fen


async def test_all_that_is_not_due_is_demanded_when_a_demand_that_was_proposed_is_refused(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND)
    found = await anew(skipping, award, {"grade": "other"})
    await claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="依据不足")
    await claim.case.reach("cancelled")
    demand = await found.demand()
    assert (await demand.row()).amount_fen == SECOND


async def test_assessment_of_a_redecision_is_kept_beside_that_of_the_award(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await found.supplement()
    before, after = await skipping.all(select(Assessment).where(Assessment.application_id == found.award.id).order_by(Assessment.id))
    assert (before.redecision_id, before.award_fen, after.redecision_id, after.award_fen) == (None, SECOND, found.case.id, FIRST)
    assert after.rules_hash == before.rules_hash
    assert after.provenance["grade"]["reference"] == PAPER
    assert (after.provenance["grade"]["by"], after.provenance["grade"]["confirmed_by"]) == (OFFICER.subject, DEPUTY.subject)
    assert compare("science-award", after)["same"]


# -- two people, and the enterprise -------------------------------------------------------------------------------------------------


async def test_decision_is_refused_when_the_decider_of_the_award_makes_it(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    assert await found.case.refusal_of_answer("redecision_decision", HEAD, decision="redecided") == "four_eyes"


async def test_reversal_is_decided_by_another_than_who_decided_what_it_turns_back(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    second = await anew(skipping, first.award, {"grade": "second"})
    await second.hear()
    assert await second.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "four_eyes"
    await second.decide(THIRD_APPROVER)
    await second.case.reach("reclaimed")


async def test_next_redecision_is_decided_by_another_than_who_refused_the_last(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.decide(DEPUTY, "redecision_refused")
    second = await anew(skipping, first.award, {"grade": "first"})
    assert await second.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "four_eyes"
    await second.decide(THIRD_APPROVER)
    await second.case.reach("payment")


async def test_three_approvers_are_enough_however_often_an_award_is_decided_anew(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    for by in (DEPUTY, THIRD_APPROVER, DEPUTY):
        await found.decide(by, "redecision_refused")
        found = await anew(skipping, found.award, {"grade": "first"})
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "four_eyes"


async def test_same_approver_decides_what_came_back_to_them(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await found.decide(DEPUTY, "redecision_sent_back")
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已补充依据")
    await found.decide(DEPUTY)
    await found.case.reach("payment")


async def test_approver_reads_what_the_enterprise_says_when_it_would_lose(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await found.hear("statement_made", reason="证书等级无误")
    assert (await found.case.task("redecision_decision")).about["statement"] == "证书等级无误"
    await found.decide(decision="redecision_refused", reason="陈述成立")
    await found.case.reach("refused")
    assert (await found.application()).standing_fen == SECOND
    assert await replaced_in(found.case) == [("found_less", 1), ("redecision_refused", None)]


async def test_decision_is_made_when_the_enterprise_says_nothing_in_time(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await found.case.task("redecision_statement")
    await found.case.skip(timedelta(days=30))
    await found.case.happened("statement_lapsed")
    await found.decide()
    await found.case.reach("reclaimed")


async def test_enterprise_that_gains_is_not_heard(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await found.case.task("redecision_decision")
    assert "found_less" not in await found.case.events()
    assert (await found.row()).told_at is None


async def test_proposal_that_was_sent_back_is_proposed_again_with_other_facts(skipping: Office) -> None:
    found = await paid_anew(skipping, "special")
    await found.decide(decision="redecision_sent_back", reason="等级应为一等奖")
    assert (await found.case.task("redecision_proposal")).about["came_back"]["reason"] == "等级应为一等奖"
    again = {"decision": "reproposed", "facts": {"grade": "first"}, "reason": "更正笔误"}
    await found.case.answer("redecision_proposal", OTHER_OFFICER, **again)
    await found.case.task("redecision_decision")
    row = await found.row()
    assert (row.reckoning["after_fen"], row.proposed_by, row.paper) == (FIRST, OTHER_OFFICER.subject, PAPER)


async def test_proposal_that_was_sent_back_may_be_withdrawn(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await found.decide(decision="redecision_sent_back", reason="依据不足")
    await found.case.answer("redecision_proposal", OFFICER, decision="withdrawal_asked", reason="撤回")
    await found.case.answer("withdrawal_confirmation", DEPUTY, decision="proposal_withdrawn", reason="同意")
    await found.case.reach("withdrawn")
    # Nothing of it stands in the way of another.
    await anew(skipping, found.award, {"grade": "first"})


# -- what it rests on changes -------------------------------------------------------------------------------------------------------


async def test_deciding_is_refused_and_goes_back_when_the_figures_have_changed_meanwhile(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await (await reclaim(skipping, found.award, 10)).approve()
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "basis_changed"
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已扣除追回金额")
    about = (await found.case.task("redecision_decision")).about
    # What was demanded meanwhile as an error of its own is not due by any facts.
    assert (about["reckoning"]["before_fen"], about["reckoning"]["after_fen"]) == (SECOND - 10, FIRST - 10)


async def test_hearing_is_held_again_when_what_it_was_about_has_changed(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await found.hear()
    await (await reclaim(skipping, found.award, 10)).approve()
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "basis_changed"
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已扣除追回金额")
    assert (await found.case.task("redecision_statement")).about["reckoning"]["amount_fen"] == SECOND - 10


async def test_letters_keep_what_was_intended_first_when_another_hearing_was_held(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    [(_, first)] = await letters_of(found.case)
    await found.hear()
    await (await reclaim(skipping, found.award, 10)).approve()
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "basis_changed"
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已扣除追回金额")
    await found.case.task("redecision_statement")
    [kept, second] = await letters_of(found.case)
    assert (kept[0], second[0]) == ("found_less", "found_less")
    [taken] = [line for line in kept[1].splitlines() if line not in first.splitlines()]
    assert "000001-2号撤回、代替或者变更" in taken
    assert kept[1].replace(f"{taken}\n", "") == first
    assert [in_yuan(SECOND - 10).zh in text for text in (first, second[1])] == [False, True]


async def test_second_proposal_is_refused_while_one_is_open(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await anew(skipping, found.award, {"grade": "special"})
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "duplicate"


async def test_supplement_waits_when_the_enterprise_owes(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await reclaim(skipping, found.award, 10, cause="fraud")
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "breach_open"


async def test_decision_waits_when_the_budget_is_exhausted(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await skipping.change(update(LedgerAccount).where(LedgerAccount.kind == "available").values(balance_fen=FIRST - SECOND - 1))
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "budget_exhausted"
    assert (await found.row()).stage == "decision"
    await skipping.change(update(LedgerAccount).where(LedgerAccount.kind == "available").values(balance_fen=FIRST - SECOND))
    await found.decide()
    await found.case.reach("payment")


@pytest.mark.parametrize(("said", "asks"), [("first", False), ("second", True)])
async def test_decider_gives_a_reason_when_the_source_says_something_else_than_the_correction(
    skipping: Office, said: str, *, asks: bool
) -> None:
    found = await anew(skipping, await paid_prize(skipping), {"grade": "first"}, said={"grade": said})
    task = await found.case.task("redecision_decision")
    assert ("reason" in str(task.asked["allOf"])) is asks
