"""Commitment and payment: four eyes, the treasury, and banks that return money."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.tables import LedgerTransfer, Undertaking
from policy.actors import Actor, Role
from tests.granting import grants
from tests.office import (
    ACCOUNT,
    APPLICANT,
    CLOSED_ACCOUNT,
    FINANCE,
    HEAD,
    OTHER_FINANCE,
    RETURNED_LATER_ACCOUNT,
    WAN,
    Case,
    Office,
)
from tests.office.milestones import application_to

AWARD = 50 * WAN
BUDGET = 2 * 10_000 * WAN


async def supply_account(case: Case) -> None:
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)


async def paid_and_not_returned(office: Office) -> list[int]:
    return [payment["amount_fen"] for payment in await office.treasury_payments() if not payment["returned"]]


async def test_application_reaches_in_force_when_everybody_agrees(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await case.pay()
    row = await case.reach("in_force")
    assert (row.award_fen, row.paid_fen) == (AWARD, AWARD)
    assert await paid_and_not_returned(skipping) == [AWARD]
    assert await skipping.balances() == {
        "source": -BUDGET,
        "available": BUDGET - AWARD,
        "pre_commitment": 0,
        "obligation": 0,
        "in_transit": 0,
        "expenditure": AWARD,
        "investment": 0,
        "receivable": 0,
        "recovered": 0,
        "owed_back": 0,
    }


async def test_process_ends_when_banks_can_no_longer_return_the_money(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await case.pay()
    await case.reach("in_force")
    assert await case.is_missed()
    await case.skip(timedelta(days=30))
    assert await case.handle.result() == "in_force"
    assert not await case.is_missed()


async def test_nothing_is_paid_before_the_commitment_is_signed(skipping: Office) -> None:
    case = await application_to("commitment", skipping)
    assert [task.kind for task in await case.tasks()] == ["commitment"]
    assert await case.payments() == []
    await case.skip(timedelta(days=5))
    assert await skipping.treasury_payments() == []


async def test_commitment_is_kept_when_signed(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    signed = (await skipping.all(select(Undertaking).where(Undertaking.application_id == case.id)))[0]
    assert (signed.signatory, signed.signed_by) == ("陈思远", "applicant-chenxin")


async def test_money_is_released_when_the_commitment_lapses(skipping: Office) -> None:
    case = await application_to("commitment", skipping)
    await case.skip(timedelta(days=80))
    await case.reach("lapsed")
    assert (await skipping.balances())["available"] == BUDGET
    assert await case.handle.result() == "lapsed"


async def test_payment_is_released_anew_when_sent_back(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await case.answer("payment_release", FINANCE, decision="payment_released")
    await case.answer("payment_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="账户名称有误")
    assert (await skipping.balances())["in_transit"] == 0
    await case.pay()
    await case.reach("in_force")
    assert len(await case.payments()) == 1


async def test_confirmation_is_refused_when_the_releaser_makes_it(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await case.answer("payment_release", FINANCE, decision="payment_released")
    assert await case.refusal_of_answer("payment_confirmation", FINANCE, decision="payment_confirmed", last_four="2222") == "four_eyes"


async def test_release_is_refused_when_the_approver_makes_it(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    approver_in_finance = Actor(HEAD.subject, HEAD.name, grants(Role.APPROVER, Role.FINANCE))
    assert await case.refusal_of_answer("payment_release", approver_in_finance, decision="payment_released") == "four_eyes"


async def test_award_is_paid_once_when_the_bank_returned_it_before_booking(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment(CLOSED_ACCOUNT)
    await case.pay()
    await supply_account(case)
    assert (await skipping.balances())["obligation"] == AWARD
    await case.pay()
    row = await case.reach("in_force")
    assert row.paid_fen == AWARD
    assert await paid_and_not_returned(skipping) == [AWARD]
    assert [payment.state for payment in await case.payments()] == ["returned", "paid"]
    assert (await skipping.balances())["expenditure"] == AWARD


async def test_award_is_paid_once_when_the_bank_returned_it_after_booking(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment(RETURNED_LATER_ACCOUNT)
    await case.pay()
    await case.happened("paid")
    await case.happened("bank_returned")
    row = await case.reach("payment")
    assert row.paid_fen == 0
    assert (await skipping.balances())["expenditure"] == 0
    await supply_account(case)
    await case.pay()
    row = await case.reach("in_force")
    assert row.paid_fen == AWARD
    assert await paid_and_not_returned(skipping) == [AWARD]
    assert (await skipping.balances())["expenditure"] == AWARD


async def test_every_movement_is_in_the_ledger_when_a_payment_was_returned(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment(CLOSED_ACCOUNT)
    await case.pay()
    await supply_account(case)
    await case.pay()
    await case.reach("in_force")
    query = select(LedgerTransfer.kind).where(LedgerTransfer.case_id == case.id).order_by(LedgerTransfer.id)
    assert list(await skipping.all(query)) == [
        "pre_commitment",
        "obligation",
        "instruction",
        "bank_return",
        "instruction",
        "expenditure",
    ]


async def test_applicant_gives_another_account_when_the_treasury_rejects_the_instruction(skipping: Office) -> None:
    await skipping.fault("treasury.settlement", "reject", times=1)
    case = await application_to("payment", skipping)
    await case.pay()
    await supply_account(case)
    await case.pay()
    await case.reach("in_force")
    assert await paid_and_not_returned(skipping) == [AWARD]


@pytest.mark.parametrize("update", ["request", "hold"])
async def test_paid_application_can_no_longer_be_stopped(skipping: Office, update: str) -> None:
    case = await application_to("payment", skipping)
    await case.pay()
    await case.reach("in_force")
    assert await case.refusal(update, case.stopping(update)) == "wrong_stage"


async def test_applicant_gives_another_account_when_the_treasury_does_not_take_the_instruction(skipping: Office) -> None:
    case = await skipping.apply_for()
    # Longer than the treasury's own form allows, so it is refused on receipt.
    await case.to_payment(ACCOUNT | {"holder": "演" * 201})
    await case.pay()
    await supply_account(case)
    assert (await skipping.balances())["obligation"] == AWARD
    await case.pay()
    await case.reach("in_force")
    assert await paid_and_not_returned(skipping) == [AWARD]
