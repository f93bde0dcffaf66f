"""What is owed back settles what is demanded of the same payer before anybody is asked for it, and is not paid back while that is open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from models.tables import AuditEvent, CaseDifference, Clawback, Message
from policy.money import in_yuan
from tests.office import FINANCE, HEAD, OTHER_FINANCE, THIRD_APPROVER, Case, Office
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import SECOND, anew, balanced, paid_prize
from tests.workflows.refunds import (
    DEBT,
    begun_without_account,
    drafted,
    opened,
    owed_back,
    paid_by_treasury,
    receipt,
    released,
    settled_with,
)
from tests.workflows.test_redecision_returned import returned

MORE = 1000
TENTH = SECOND // 10


async def booked(office: Office, claim: Reclaim, fen: int) -> Clawback:
    """Return a demand once so much of it is repaid."""
    await claim.case.happened("repayment_booked")
    row = await claim.row()
    assert row.repaid_fen == fen
    await balanced(office)
    return row


@pytest.mark.parametrize("cause", ["error", "fraud"])
@pytest.mark.parametrize(("asked_fen", "left_fen"), [(MORE, 0), (MORE - 1, 1), (1, MORE - 1)])
async def test_demand_is_settled_by_what_is_owed_back_when_that_covers_it(
    skipping: Office, asked_fen: int, left_fen: int, cause: str
) -> None:
    first = await settled_with(skipping, MORE)
    claim = await reclaim(skipping, first.award, asked_fen, cause=cause)
    assert (await claim.case.task("clawback_approval")).about["figures"]["owed_back_fen"] == MORE
    await claim.accept()
    await claim.case.reach("settled")
    assert (await claim.row()).repaid_fen == asked_fen
    assert await owed_back(skipping) == (left_fen, 0)
    assert (await claim.application()).recovered_fen == DEBT + asked_fen


@pytest.mark.parametrize("more_fen", [1, MORE])
async def test_only_the_rest_is_asked_when_less_is_owed_back_than_is_demanded(skipping: Office, more_fen: int) -> None:
    first = await settled_with(skipping, MORE)
    claim = await reclaim(skipping, first.award, MORE + more_fen)
    await claim.accept()
    row = await booked(skipping, claim, MORE)
    assert (row.stage, await owed_back(skipping)) == ("repayment", (0, 0))
    [stands] = await skipping.all(select(AuditEvent.detail).where(AuditEvent.case_id == row.id, AuditEvent.event == "demand_accepted"))
    kept = stands["letter"]
    assert (kept["owed"]["left_fen"], kept["owed"]["set_off_fen"], kept["dues"][0]["amount_fen"]) == (more_fen, MORE, more_fen)
    told = await skipping.all(select(Message.zh).where(Message.case_id == row.id, Message.enterprise_uscc.is_not(None)))
    assert any(f"应退还贵单位的{in_yuan(MORE).zh}抵作退缴，尚须退缴{in_yuan(more_fen).zh}" in one for one in told)
    # Nobody paid anything for it.
    assert not any("退缴资金已收到" in one for one in told)
    assert (await claim.case.task("repayment_receipt")).about["owed_fen"] == more_fen
    await claim.repay(more_fen, await day_of(skipping, claim.case))
    await claim.case.reach("settled")


@pytest.mark.parametrize("decision", ["instalments_granted", "instalments_refused"])
async def test_what_is_due_first_is_settled_when_instalments_were_asked_for(skipping: Office, decision: str) -> None:
    first = await settled_with(skipping, MORE)
    claim = await reclaim(skipping, first.award, 3 * MORE)
    day = await day_of(skipping, claim.case)
    await claim.ask_for_instalments(*((day + timedelta(days=days), MORE) for days in (60, 90, 120)))
    await claim.case.answer("instalment_decision", HEAD, decision=decision)
    await booked(skipping, claim, MORE)
    kept = [(part.amount_fen, part.repaid_fen) for part in await claim.instalments()]
    assert kept == ([(MORE, MORE), (MORE, 0), (MORE, 0)] if decision == "instalments_granted" else [(3 * MORE, MORE)])


async def counted(office: Office, asked_fen: int, cause: str = "error") -> Case:
    """Return an award of which the bank has returned all after a part was demanded: that is settled, and the rest is owed back."""
    award = await paid_prize(office)
    claim = await reclaim(office, award, asked_fen, cause=cause)
    await claim.accept()
    await returned(award, "return_counted")
    await claim.case.reach("settled")
    assert await owed_back(office) == (SECOND - asked_fen, 0)
    return award


@pytest.mark.parametrize("tenths", [1, 4, 9])
async def test_nothing_is_asked_of_who_has_nothing_when_the_bank_returned_it_and_it_is_not_due_any_more(
    skipping: Office, tenths: int
) -> None:
    award = await counted(skipping, tenths * TENTH)
    found = await anew(skipping, award, {"grade": "other"})
    claim = Reclaim(skipping, award, await found.demand())
    await claim.accept()
    await claim.case.reach("settled")
    assert (await claim.row()).amount_fen == SECOND - tenths * TENTH
    books = await balanced(skipping)
    assert (books["expenditure"], books["receivable"], books["recovered"], books["owed_back"]) == (0, 0, SECOND, 0)


async def refusal_of_opening(office: Office) -> str:
    """Return the code the opening of a refund of the only receipt is refused with."""
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await opened(office)
    assert isinstance(refused.value.cause, ApplicationError)
    return str(refused.value.cause.type)


@pytest.mark.parametrize("cause", ["error", "fraud"])
@pytest.mark.parametrize("stage", ["proposed", "noticed"])
async def test_nothing_is_paid_back_when_something_is_demanded_of_its_payer(skipping: Office, stage: str, cause: str) -> None:
    first = await settled_with(skipping, MORE)
    before = await opened(skipping)
    await before.answer("refund_release", FINANCE, decision="payment_released")
    claim = await reclaim(skipping, first.award, DEBT, cause=cause)
    if stage == "noticed":
        await claim.approve()
    confirmed = {"decision": "payment_confirmed", "last_four": (await before.task("refund_confirmation")).about["account"]["last_four"]}
    assert await before.refusal_of_answer("refund_confirmation", OTHER_FINANCE, **confirmed) == "breach_open"
    await before.answer("refund_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="追回尚未办结")
    assert await before.refusal_of_answer("refund_release", FINANCE, decision="payment_released") == "breach_open"
    await before.answer("refund_release", FINANCE, decision="refund_cancelled", reason="追回尚未办结")
    await before.reach("cancelled")
    assert await refusal_of_opening(skipping) == "breach_open"
    assert (await owed_back(skipping), await paid_by_treasury(skipping, before)) == ((MORE, 0), [])


async def test_it_is_paid_back_when_what_was_demanded_of_its_payer_is_dropped(skipping: Office) -> None:
    first = await settled_with(skipping, MORE)
    before = await opened(skipping)
    claim = await reclaim(skipping, first.award, DEBT)
    assert await before.refusal_of_answer("refund_release", FINANCE, decision="payment_released") == "breach_open"
    await claim.case.answer("clawback_approval", THIRD_APPROVER, decision="demand_refused", reason="未多付")
    await claim.case.reach("cancelled")
    await released(before, FINANCE, OTHER_FINANCE)
    await before.reach("refunded")
    assert await paid_by_treasury(skipping, before) == [MORE]


async def stands(office: Office, award: Case, fen: int) -> Reclaim:
    """Demand so much of an award, and have it accepted."""
    claim = await reclaim(office, award, fen)
    assert (await claim.case.task("clawback_approval")).about["figures"]["owed_back_fen"] == MORE
    await claim.accept()
    return claim


@pytest.mark.parametrize("released_before", [False, True])
@pytest.mark.parametrize("asked_fen", [1, MORE, MORE + 1])
async def test_what_a_refund_had_taken_up_settles_what_is_demanded_when_nobody_has_confirmed_it(
    skipping: Office, asked_fen: int, *, released_before: bool
) -> None:
    first = await settled_with(skipping, MORE)
    refund = await opened(skipping)
    if released_before:
        await refund.answer("refund_release", FINANCE, decision="payment_released")
    claim = await stands(skipping, first.award, asked_fen)
    row = await booked(skipping, claim, min(asked_fen, MORE))
    await refund.reach("cancelled")
    assert await refund.handle.result() == "cancelled"
    assert (await owed_back(skipping), await paid_by_treasury(skipping, refund)) == ((max(MORE - asked_fen, 0), 0), [])
    told = await skipping.all(select(Message.zh).where(Message.case_id == refund.id, Message.role == "finance"))
    assert f"{refund.number}：应退款项先抵作{row.number}的退缴资金，本次退付终止；其余仍列应退。" in told
    assert await skipping.all(select(CaseDifference)) == []


async def test_nothing_is_asked_of_who_has_nothing_when_a_refund_of_what_the_bank_returned_waits_for_its_account(skipping: Office) -> None:
    award = await counted(skipping, TENTH)
    refund = await begun_without_account(skipping, await drafted(skipping, await receipt(skipping)))
    claim = Reclaim(skipping, award, await (await anew(skipping, award, {"grade": "other"})).demand())
    assert (await claim.case.task("clawback_approval")).about["figures"]["owed_back_fen"] == SECOND - TENTH
    await claim.accept()
    await claim.case.reach("settled")
    await refund.reach("cancelled")
    assert await refund.tasks() == []
    books = await balanced(skipping)
    assert (books["expenditure"], books["receivable"], books["recovered"], books["owed_back"]) == (0, 0, SECOND, 0)
