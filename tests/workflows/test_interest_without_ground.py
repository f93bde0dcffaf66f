"""Interest of a demand that turns out to have had no ground is owed by nobody: what was paid of it is owed back, and none is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models.tables import AuditEvent, Clawback, Message, Receipt, ReceiptPart
from tests.office import DEPUTY, FINANCE, HEAD, OTHER_FINANCE, WAN, Office
from tests.workflows.reclaim import Reclaim, day_of
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_anew
from tests.workflows.refunds import begun, drafted, released
from tests.workflows.test_matching_returned import demanded as demanded_of_match
from tests.workflows.test_matching_returned import owed as owed_of_match
from tests.workflows.test_matching_returned import taken_back
from tests.workflows.test_redecision_returned import paid_again, returned, supplemented


async def late(office: Office, first: Anew) -> Reclaim:
    """Demand back what a re-decision found not to be due, with interest by the day, and be late with it."""
    demand = await first.demand()
    await office.change(update(Clawback).where(Clawback.id == demand.id).values(late_rate="0.0005"))
    claim = Reclaim(office, first.award, demand)
    await claim.accept()
    await claim.miss()
    await demand.skip(timedelta(days=40))
    # What is asked for counts from here.
    await claim.repay(1, await day_of(office, demand))
    assert (await claim.owed()).interest_fen > 0
    return claim


async def repaid(claim: Reclaim, *, interest_fen: int | None = None) -> int:
    """Pay the principal back, with all of the interest or so much of it; return what of interest was paid."""
    owed = await claim.owed()
    paid_fen = owed.interest_fen if interest_fen is None else interest_fen
    await claim.repay(owed.principal_fen + paid_fen, await day_of(claim.office, claim.case))
    return (await claim.row()).interest_repaid_fen


async def owed_back(office: Office) -> int:
    """Return what of receipts is owed back."""
    [fen] = await office.all(select(func.coalesce(func.sum(ReceiptPart.amount_fen), 0)).where(ReceiptPart.state == "owed_back"))
    return int(fen)


async def added(claim: Reclaim, grade: str) -> Anew:
    """Find that more is due after all, and pay the supplement."""
    found = await anew(claim.office, claim.award, {"grade": grade})
    await found.decide()
    await found.case.reach("payment")
    await found.case.pay()
    await found.case.reach("supplemented")
    return found


@pytest.mark.parametrize("grade", ["second", "first"], ids=["as-it-was", "more-than-it-was"])
async def test_interest_that_was_paid_is_owed_back_when_all_of_a_settled_demand_was_due(skipping: Office, grade: str) -> None:
    claim = await late(skipping, await paid_anew(skipping, "other"))
    interest_fen = await repaid(claim)
    await claim.case.reach("settled")
    assert (interest_fen > 0, await owed_back(skipping)) == (True, 0)
    found = await added(claim, grade)
    [decided] = await skipping.all(select(AuditEvent.detail).where(AuditEvent.case_id == found.case.id, AuditEvent.event == "redecided"))
    assert decided["held"]["interest_paid_fen"] == interest_fen
    row = await claim.row()
    assert (row.repaid_fen, row.interest_fen, row.interest_repaid_fen) == (SECOND, 0, 0)
    assert await owed_back(skipping) == interest_fen
    books = await balanced(skipping)
    assert (books["owed_back"], books["receivable"]) == (interest_fen, 0)
    told = await skipping.all(select(Message.zh).where(Message.case_id == claim.case.id, Message.zh.contains("已收取的逾期利息")))
    # Its enterprise is told as finance is.
    assert [("请办理退付" in text, "由我局办理退付" in text) for text in told] == [(True, False), (False, True)]
    back = select(ReceiptPart.receipt_id).where(ReceiptPart.state == "owed_back")
    [receipt] = await skipping.all(select(Receipt).where(Receipt.id.in_(back)))
    refund = await begun(skipping, await drafted(skipping, receipt))
    about = (await refund.task("refund_release")).about
    await released(refund, FINANCE, OTHER_FINANCE)
    assert (await refund.reach("refunded")).paid_fen == interest_fen
    # Why it is paid back is what finance reads, and what its letter says.
    [paid] = await skipping.all(select(AuditEvent.detail).where(AuditEvent.case_id == refund.id, AuditEvent.event == "paid"))
    assert (about["interest_fen"], about["bank_returned"], paid["interest_fen"]) == (interest_fen, False, interest_fen)
    assert (await balanced(skipping))["owed_back"] == 0


async def test_interest_of_what_was_not_due_is_kept_when_a_part_of_a_settled_demand_was_due(skipping: Office) -> None:
    first = await supplemented(skipping)
    claim = await late(skipping, await anew(skipping, first.award, {"grade": "other"}))
    interest_fen = await repaid(claim)
    await claim.case.reach("settled")
    await added(claim, "second")
    row = await claim.row()
    # What was late by a day bears so much: 20 of 50 had a ground.
    assert row.interest_repaid_fen == row.interest_fen
    assert abs(row.interest_fen - interest_fen * (FIRST - SECOND) // FIRST) <= 1
    assert await owed_back(skipping) == interest_fen - row.interest_fen
    await balanced(skipping)


async def test_no_interest_is_asked_any_more_and_nothing_held_when_only_interest_was_left(skipping: Office) -> None:
    claim = await late(skipping, await paid_anew(skipping, "other"))
    await repaid(claim, interest_fen=0)
    assert (await claim.row()).interest_owed_fen > 0
    await added(claim, "second")
    row = await claim.case.reach("settled")
    assert (row.amount_fen, row.interest_fen, row.interest_repaid_fen) == (SECOND, 0, 0)
    assert await owed_back(skipping) == 0
    assert (await balanced(skipping))["receivable"] == 0


async def test_interest_that_was_paid_is_owed_back_and_no_rest_asked_when_only_interest_was_left(skipping: Office) -> None:
    claim = await late(skipping, await paid_anew(skipping, "other"))
    await repaid(claim, interest_fen=100)
    await added(claim, "second")
    row = await claim.case.reach("settled")
    assert (row.interest_fen, row.interest_repaid_fen) == (0, 0)
    assert await owed_back(skipping) == 100
    assert (await balanced(skipping))["owed_back"] == 100


async def test_interest_is_owed_back_once_when_a_bank_returns_the_supplement(skipping: Office) -> None:
    claim = await late(skipping, await paid_anew(skipping, "other"))
    interest_fen = await repaid(claim)
    await claim.case.reach("settled")
    found = await added(claim, "second")
    await returned(found.case)
    await paid_again(found.case)
    await found.case.reach("supplemented")
    assert await owed_back(skipping) == interest_fen
    await balanced(skipping)


async def test_nothing_is_owed_back_when_a_supplement_has_not_been_paid(skipping: Office) -> None:
    claim = await late(skipping, await paid_anew(skipping, "other"))
    interest_fen = await repaid(claim)
    await claim.case.reach("settled")
    found = await anew(skipping, claim.award, {"grade": "second"})
    await found.decide()
    await found.case.reach("payment")
    assert (await owed_back(skipping), (await claim.row()).interest_repaid_fen) == (0, interest_fen)


async def test_interest_that_was_paid_is_owed_back_when_it_is_due_again_with_an_award_that_is_unpaid(skipping: Office) -> None:
    first = await supplemented(skipping)
    claim = await late(skipping, await anew(skipping, first.award, {"grade": "second"}))
    interest_fen = await repaid(claim)
    await claim.case.reach("settled")
    await returned(first.award)
    found = await anew(skipping, first.award, {"grade": "first"})
    assert (await found.row()).outcome == "increase"
    await found.decide()
    await found.case.reach("adjusted")
    assert await owed_back(skipping) == interest_fen > 0
    row = await claim.row()
    assert (row.interest_fen, row.interest_repaid_fen) == (0, 0)
    await paid_again(first.award)
    await first.award.reach("in_force")
    assert await owed_back(skipping) == interest_fen
    await balanced(skipping)


async def test_all_interest_is_owed_back_when_what_was_repaid_of_a_partly_waived_demand_is_due(skipping: Office) -> None:
    claim = await late(skipping, await paid_anew(skipping, "other"))
    await claim.repay(SECOND // 3, await day_of(skipping, claim.case))
    await claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="困难")
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意")
    ran_fen = (await claim.case.reach("waived")).late_fen_days
    await added(claim, "second")
    row = await claim.row()
    assert (ran_fen > 0, row.late_fen_days) == (True, 0)
    await balanced(skipping)


@pytest.mark.parametrize("regained_fen", [40 * WAN, 20 * WAN], ids=["all", "half"])
async def test_interest_that_was_paid_is_owed_back_when_the_upstream_has_given_the_money_back(skipping: Office, regained_fen: int) -> None:
    project, demand = await demanded_of_match(skipping)
    await skipping.change(update(Clawback).where(Clawback.id == demand.id).values(late_rate="0.0005"))
    await owed_of_match(demand)
    claim = Reclaim(skipping, demand, demand)
    await claim.miss()
    await demand.skip(timedelta(days=40))
    await claim.repay(1, await day_of(skipping, demand))
    asked_fen, interest_fen = (await claim.row()).amount_fen, await repaid(claim)
    await demand.reach("settled")
    await taken_back(project, 40 * WAN - regained_fen)
    left_fen = interest_fen * (40 * WAN - regained_fen) // (40 * WAN)
    assert interest_fen > 0
    assert abs((await claim.row()).interest_repaid_fen - left_fen) <= 1
    assert await owed_back(skipping) == interest_fen - (await claim.row()).interest_repaid_fen
    assert (await claim.row()).repaid_fen == asked_fen
    # However often it is looked at.
    await taken_back(project, 40 * WAN - regained_fen)
    assert await owed_back(skipping) == interest_fen - (await claim.row()).interest_repaid_fen
    await balanced(skipping)
