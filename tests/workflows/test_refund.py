"""Money that nobody owed goes back to its payer: once, by two people, whatever the treasury, a bank or another refund does meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.queries import receipt as receipts
from models.tables import AuditEvent, Message, Task
from policy.errors import Refusal
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.models.succeeding import succeed
from tests.office import ACCOUNT, CLOSED_ACCOUNT, FINANCE, OTHER_FINANCE, RETURNED_LATER_ACCOUNT, THIRD_FINANCE, Office
from tests.workflows.reclaim import day_of, paid_award, reclaim, recorded
from tests.workflows.refunds import (
    begun,
    drafted,
    opened,
    owed_back,
    paid_by_treasury,
    parts,
    receipt,
    released,
    settled_with,
    unsolicited,
)

BOOKED = ("booked", 10_000)


@pytest.mark.parametrize("more_fen", [1, 2, 10_001])
async def test_what_is_more_than_was_owed_goes_back_to_the_fen(skipping: Office, more_fen: int) -> None:
    claim = await settled_with(skipping, more_fen)
    source_fen = (await skipping.balances())["source"]
    case = await opened(skipping)
    assert await owed_back(skipping) == (more_fen, 0)
    await released(case, FINANCE, OTHER_FINANCE)
    assert (await case.reach("refunded")).paid_fen == more_fen
    assert await paid_by_treasury(skipping, case) == [more_fen]
    assert await parts(skipping) == [BOOKED, ("refunded", more_fen)]
    assert await owed_back(skipping) == (0, 0)
    assert (await skipping.balances())["source"] == source_fen + more_fen
    assert (await claim.application()).recovered_fen == 10_000


@pytest.mark.parametrize("more_fen", [-1, 0])
async def test_nothing_is_opened_when_nothing_is_owed_back(skipping: Office, more_fen: int) -> None:
    await settled_with(skipping, more_fen)
    with pytest.raises(Refusal) as refused:
        await opened(skipping)
    assert refused.value.code == "wrong_stage"


async def test_refund_ends_when_banks_can_no_longer_return_it(skipping: Office) -> None:
    await settled_with(skipping, 1)
    case = await opened(skipping)
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert await case.is_missed()
    await case.skip(timedelta(days=30))
    assert await case.handle.result() == "refunded"
    assert not await case.is_missed()


# -- two people --------------------------------------------------------------------------------------------------------------------


async def test_confirmation_is_refused_when_the_releaser_makes_it(skipping: Office) -> None:
    await settled_with(skipping, 1)
    case = await opened(skipping)
    await case.answer("refund_release", FINANCE, decision="payment_released")
    confirmed = {"decision": "payment_confirmed", "last_four": ACCOUNT["number"][-4:]}
    assert await case.refusal_of_answer("refund_confirmation", FINANCE, **confirmed) == "four_eyes"


@pytest.mark.parametrize("last_four", ["2221", "2223", "0000"])
async def test_confirmation_is_refused_when_the_last_four_digits_are_not_those_of_the_account(skipping: Office, last_four: str) -> None:
    await settled_with(skipping, 1)
    case = await opened(skipping)
    await case.answer("refund_release", FINANCE, decision="payment_released")
    confirmed = {"decision": "payment_confirmed", "last_four": last_four}
    assert await case.refusal_of_answer("refund_confirmation", OTHER_FINANCE, **confirmed) == "invalid_input"
    assert (await owed_back(skipping), await paid_by_treasury(skipping, case)) == ((1, 0), [])


async def test_account_in_another_name_is_decided_on_by_somebody_who_did_not_give_it(skipping: Office) -> None:
    await settled_with(skipping, 1)
    case = await opened(skipping, ACCOUNT | {"holder": "演示某某有限公司"})
    accepted = {"decision": "payee_accepted", "reason": "更名，已核实"}
    assert await case.refusal_of_answer("refund_payee_check", FINANCE, **accepted) == "four_eyes"
    about = (await case.task("refund_payee_check")).about
    assert (about["account"]["holder"], about["payee"]) == ("演示某某有限公司", (await receipt(skipping)).payer_name)
    await case.answer("refund_payee_check", THIRD_FINANCE, **accepted)
    assert await case.refusal_of_answer("refund_release", THIRD_FINANCE, decision="payment_released") == "four_eyes"
    assert (await case.task("refund_release")).about["payee_accepted"]["reason"] == accepted["reason"]
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")


async def test_account_that_is_not_accepted_is_corrected(skipping: Office) -> None:
    await settled_with(skipping, 1)
    case = await opened(skipping, ACCOUNT | {"holder": "演示某某有限公司"})
    await case.answer("refund_payee_check", THIRD_FINANCE, decision="payee_refused", reason="不是付款人")
    own = ACCOUNT | {"holder": (await receipt(skipping)).payer_name}
    await case.answer("refund_account", FINANCE, decision="account_supplied", account=own)
    # It was changed, so that it is looked at as well.
    await case.answer("refund_payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已核实")
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [1]


async def test_full_number_of_the_account_is_read_nowhere(skipping: Office) -> None:
    await settled_with(skipping, 1)
    case = await opened(skipping)
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    for task in await skipping.all(select(Task).where(Task.case_id == case.id)):
        assert ACCOUNT["number"] not in str(task.about)
    for message in await skipping.all(select(Message).where(Message.case_id == case.id)):
        assert ACCOUNT["number"] not in message.zh + message.en


# -- once --------------------------------------------------------------------------------------------------------------------------


async def test_only_one_is_opened_when_two_are_asked_for_at_once(skipping: Office) -> None:
    await settled_with(skipping, 7)
    drafts = [await drafted(skipping, await receipt(skipping)) for _ in range(2)]
    outcomes = await asyncio.gather(*(begun(skipping, draft) for draft in drafts), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, WorkflowUpdateFailedError)]
    (case,) = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert len(refused) == 1
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert [payment["amount_fen"] for payment in await skipping.treasury_payments()][1:] == [7]
    assert await owed_back(skipping) == (0, 0)


async def test_nothing_is_opened_when_it_was_paid_back_already(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    with pytest.raises(Refusal):
        await opened(skipping)


async def test_two_confirmations_at_once_pay_once(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await case.answer("refund_release", FINANCE, decision="payment_released")
    confirmed = {"decision": "payment_confirmed", "last_four": ACCOUNT["number"][-4:]}
    asked = [await case.completion("refund_confirmation", OTHER_FINANCE, **confirmed) for _ in range(2)]
    outcomes = await asyncio.gather(*(case.ask("complete_task", one) for one in asked), return_exceptions=True)
    assert len([outcome for outcome in outcomes if isinstance(outcome, WorkflowUpdateFailedError)]) == 1
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [7]


async def test_what_was_taken_up_is_owed_back_again_when_the_refund_is_cancelled(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await case.answer("refund_release", FINANCE, decision="refund_cancelled", reason="付款人要求暂缓")
    assert await case.handle.result() == "cancelled"
    assert (await parts(skipping), await owed_back(skipping)) == ([BOOKED, ("owed_back", 7)], (7, 0))
    again = await opened(skipping)
    await released(again, FINANCE, OTHER_FINANCE)
    await again.reach("refunded")


# -- banks and the treasury --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [CLOSED_ACCOUNT, RETURNED_LATER_ACCOUNT], ids=["before booking", "after booking"])
async def test_money_is_paid_back_once_when_the_bank_returned_it(skipping: Office, bad: dict[str, str]) -> None:
    await settled_with(skipping, 7)
    name = (await receipt(skipping)).payer_name
    case = await opened(skipping, bad | {"holder": name})
    await released(case, FINANCE, OTHER_FINANCE)
    await case.happened("bank_returned")
    assert (await case.reach("payment")).paid_fen == 0
    assert (await parts(skipping), await owed_back(skipping)) == ([BOOKED, ("refunding", 7)], (7, 0))
    await case.answer("refund_account", FINANCE, decision="account_supplied", account=ACCOUNT | {"holder": name})
    await case.answer("refund_payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已核实")
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [7]
    assert [payment.state for payment in await case.payments()] == ["returned", "paid"]
    assert (await parts(skipping), await owed_back(skipping)) == ([BOOKED, ("refunded", 7)], (0, 0))


async def test_money_is_with_the_treasury_while_it_does_not_answer(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await skipping.fault("treasury.settlement", "never")
    await released(case, FINANCE, OTHER_FINANCE)
    await case.happened("payment_instructed")
    assert (await parts(skipping), await owed_back(skipping)) == ([BOOKED, ("refunding", 7)], (0, 7))


async def test_refund_is_released_anew_when_sent_back(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await case.answer("refund_release", FINANCE, decision="payment_released")
    await case.answer("refund_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="请核对收款单位")
    assert await owed_back(skipping) == (7, 0)
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [7]


@pytest.mark.parametrize("mode", ["error_500", "timeout_after_success"])
async def test_money_is_paid_back_once_when_the_instruction_is_not_answered_at_first(skipping: Office, mode: str) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await skipping.fault("treasury.instruct", mode, times=2)
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [7]


async def test_refund_waits_for_a_person_when_the_treasury_names_another_amount(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await skipping.fault("treasury.settlement", "never")
    await released(case, FINANCE, OTHER_FINANCE)
    await case.happened("payment_instructed")
    await skipping.fault("treasury.query", "wrong_amount", times=1)
    await case.task("refund_investigation")
    assert await owed_back(skipping) == (0, 7)
    await skipping.mend()
    await case.answer("refund_investigation", FINANCE, decision="treasury_corrected", note="已与国库核对")
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [7]


# -- money that fits no debt -------------------------------------------------------------------------------------------------------


async def test_money_that_fits_no_debt_goes_back_and_stands_in_no_books(skipping: Office) -> None:
    received = await unsolicited(skipping, 7)
    case = await begun(skipping, await drafted(skipping, received, "comfin"))
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [7]
    assert (await parts(skipping), await owed_back(skipping)) == ([("refunded", 7)], (0, 0))
    async with skipping.database.reading() as session:
        assert await receipts.standing_of_day(session, received.received_on) == (0, 0, 7, 0)


async def test_department_is_asked_for_when_money_fits_no_debt(skipping: Office) -> None:
    with pytest.raises(Refusal) as refused:
        await drafted(skipping, await unsolicited(skipping, 7))
    assert [fault.field for fault in refused.value.faults] == ["department"]


async def test_money_that_fits_no_debt_is_undivided_again_when_its_refund_is_cancelled(skipping: Office) -> None:
    case = await begun(skipping, await drafted(skipping, await unsolicited(skipping, 7), "sti"))
    await case.answer("refund_release", OTHER_FINANCE, decision="refund_cancelled", reason="核实有误")
    assert await case.handle.result() == "cancelled"
    assert await parts(skipping) == []


async def test_refund_goes_to_whoever_took_the_place_of_its_payer(skipping: Office) -> None:
    came_in = await unsolicited(skipping, 4_321)
    await succeed(skipping.database, (CHENXIN, YUNHENG))
    case = await begun(skipping, await drafted(skipping, came_in, "sti"))
    about = (await case.task("refund_payee_check")).about
    assert (about["payee"], about["account"]["holder"]) == ("演示云衡机器人（北京）股份有限公司", ACCOUNT["holder"])


async def test_payer_that_is_not_registered_here_is_paid_and_not_told(skipping: Office) -> None:
    received = await unsolicited(skipping, 7, payer="911103020000000000", name="演示外地公司")
    case = await begun(skipping, await drafted(skipping, received, "sti"))
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    told = await skipping.all(select(Message.enterprise_uscc).where(Message.case_id == case.id))
    assert set(told) <= {None}


async def test_receipt_is_recorded_for_no_debt_while_it_is_paid_back(skipping: Office) -> None:
    award = await paid_award(skipping)
    received = await unsolicited(skipping, 100)
    case = await begun(skipping, await drafted(skipping, received, "sti"))
    claim = await reclaim(skipping, award, 100)
    await claim.accept()
    form = recorded(100, received.reference, await day_of(skipping, claim.case))
    assert await claim.case.refusal_of_answer("repayment_receipt", FINANCE, **form) == "duplicate"
    assert (await claim.owed()).left_fen == 100
    # What is owed comes first: the refund is cancelled, and it is recorded for the debt.
    assert await case.refusal_of_answer("refund_release", FINANCE, decision="payment_released") == "breach_open"
    await case.answer("refund_release", FINANCE, decision="refund_cancelled", reason="先行抵扣")
    await case.reach("cancelled")
    await claim.case.answer("repayment_receipt", FINANCE, **form)


async def test_refund_is_not_opened_while_the_receipt_is_recorded_for_a_debt(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping), 100)
    await claim.accept()
    received = await unsolicited(skipping, 100)
    draft = await drafted(skipping, received, "sti")
    await claim.record(100, received.reference, await day_of(skipping, claim.case))
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await begun(skipping, draft)
    assert "being recorded for a debt" in str(refused.value.cause)
    assert await parts(skipping) == []


async def test_either_the_debt_or_the_payer_gets_a_receipt_when_both_are_asked_for_at_once(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping), 100)
    await claim.accept()
    received = await unsolicited(skipping, 100)
    draft = await drafted(skipping, received, "sti")
    today = await day_of(skipping, claim.case)
    outcomes = await asyncio.gather(begun(skipping, draft), claim.record(100, received.reference, today), return_exceptions=True)
    assert len([outcome for outcome in outcomes if isinstance(outcome, WorkflowUpdateFailedError)]) == 1


async def test_payer_is_told_and_events_name_who_did_what_when_it_was_paid_back(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    told = await skipping.all(select(Message).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN))
    assert ["已退付" in message.zh for message in told] == [True]
    events = await skipping.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
    assert [(event.event, event.actor) for event in events][:3] == [
        ("refund_opened", FINANCE.subject),
        ("payment_released", FINANCE.subject),
        ("payment_confirmed", OTHER_FINANCE.subject),
    ]


async def test_refund_is_released_anew_when_its_payer_lost_its_place_before_the_treasury_was_told(skipping: Office) -> None:
    await settled_with(skipping, 1)
    case = await opened(skipping)
    shown = (await case.task("refund_release")).about["simulation"]
    assert [(line["due_fen"], line["before_fen"], line["new_fen"], line["over_fen"]) for line in shown["lines"]] == [(1, 0, 1, 0)]
    await skipping.fault("treasury.query", "down")
    await released(case, FINANCE, OTHER_FINANCE)
    await skipping.until_failed("treasury", case)
    await succeed(skipping.database, (CHENXIN, YUNHENG))
    await skipping.mend()
    await case.happened("release_outdated")
    assert (await owed_back(skipping), await paid_by_treasury(skipping, case)) == ((1, 0), [])
    await case.answer("refund_payee_check", THIRD_FINANCE, decision="payee_accepted", reason="承继，已核实")
    await released(case, FINANCE, OTHER_FINANCE)
    assert (await case.reach("refunded")).paid_fen == 1
