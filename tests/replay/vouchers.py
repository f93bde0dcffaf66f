"""The ways a voucher and a settlement go, to be recorded: spent and voided, run out unused, refused; paid, returned, and taken back."""

from __future__ import annotations

from functools import partial

from sqlalchemy import text, update

from models.tables import VoucherSpend
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, OTHER_OFFICER, THIRD_FINANCE, WAN, Case, Office, message
from tests.replay.way import Ways
from tests.workflows.settlements import another, propose, receive, take_back
from tests.workflows.vouchers import (
    FACE,
    PLATFORM,
    PLATFORM_ACCOUNT,
    SIGNED,
    asked,
    contract,
    recognise,
    rule,
    settlement,
    spend,
    spend_of,
    to_issue_of,
    walk_to_issue,
)


async def asked_for(office: Office) -> Case:
    await rule(office)
    await recognise(office)
    return await asked(office)


async def asked_to_be_settled(office: Office) -> Case:
    """Ask for a settlement of what was just spent."""
    await spend(await walk_to_issue(office), 10 * WAN)
    await office.change(update(VoucherSpend).values(settles_from=text("now()")))
    return await settlement(office, PLATFORM_ACCOUNT | {"number": "6222000033330000"})


async def asked_to_be_settled_under(office: Office, netting_days: int) -> Case:
    """Ask for a settlement of two contracts, under a rule by which what is taken back of it is demanded after some days."""
    await rule(office, rate="0.50", face_fen=FACE, netting_days=netting_days)
    await recognise(office)
    case = await to_issue_of(office)
    await spend(case, 20 * WAN)
    await spend(case, 10 * WAN, "PT-2")
    await office.change(update(VoucherSpend).values(settles_from=text("now()")))
    return await settlement(office)


async def _issue(case: Case) -> None:
    await case.answer("voucher_check", OFFICER, decision="accepted")
    await case.reach("decision")
    await case.answer("voucher_decision", HEAD, decision="voucher_approved")
    await case.answer("voucher_commitment", APPLICANT, **SIGNED)
    await case.reach("valid")


async def voucher_spent_and_voided(case: Case) -> None:
    await _issue(case)
    await spend(case, 10 * WAN, "PT-1")
    await case.ask("request", contract(10 * WAN, "PT-2"))
    made = await spend_of(case.office, "PT-1")
    await case.ask("request", message("spend_refunded", PLATFORM, spend=str(made.id), reason="服务未达约定"))
    await case.ask("request", message("void_proposed", OTHER_OFFICER, reason="不再需要"))
    await case.answer("void_decision", DEPUTY, decision="voided", reason="情况属实")
    await case.handle.result()


async def voucher_run_out(case: Case) -> None:
    await _issue(case)
    await case.handle.result()


async def settlement_returned_and_paid(case: Case) -> None:
    await case.answer("settlement_check", OFFICER, decision="settlement_accepted")
    await case.answer("payment_release", FINANCE, decision="payment_released")
    await case.answer("payment_confirmation", OTHER_FINANCE, **(await case.confirmed()))
    await case.answer("new_account", PLATFORM, decision="account_supplied", account=PLATFORM_ACCOUNT)
    await case.answer("payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已核实")
    await case.answer("payment_release", FINANCE, decision="payment_released")
    await case.answer("payment_confirmation", OTHER_FINANCE, **(await case.confirmed()))
    await case.reach("settled")


async def _settle(case: Case) -> None:
    """Have a settlement paid, and let the days pass in which a bank returns it."""
    await case.answer("settlement_check", OFFICER, decision="settlement_accepted")
    await case.answer("payment_release", FINANCE, decision="payment_released")
    await case.answer("payment_confirmation", OTHER_FINANCE, **(await case.confirmed()))
    await case.handle.result()


async def settlement_taken_back_and_repaid(case: Case) -> Case:
    await _settle(case)
    begun = await take_back(case, "PT-1")
    await begun.reach("demanded")
    await propose(begun, "PT-2")
    await begun.answer("reclaim_decision", HEAD, decision="reclaim_dropped", reason="服务已经提供")
    await receive(begun, 4 * WAN)
    await begun.happened("part_repaid")
    await receive(begun, 6 * WAN)
    await begun.reach("settled")
    return begun


async def settlement_taken_back_and_netted(case: Case) -> Case:
    await _settle(case)
    begun = await take_back(case, "PT-1")
    following = await another(case.office, 20 * WAN)
    await following.answer("settlement_check", OFFICER, decision="settlement_accepted")
    await begun.reach("settled")
    return begun


# No bank returns what was paid for more than a day.
SOON = {"working_day_seconds": 2, "durations": {"bank_return_watch": 1}}

PATHS: Ways = {
    voucher_spent_and_voided: {"begin": asked_for, "working_day_seconds": 0.5},
    voucher_run_out: {"begin": asked_for, "working_day_seconds": 0.02},
    settlement_returned_and_paid: {"begin": asked_to_be_settled, "working_day_seconds": 0.5},
    settlement_taken_back_and_repaid: {"begin": partial(asked_to_be_settled_under, netting_days=1)} | SOON,
    settlement_taken_back_and_netted: {"begin": partial(asked_to_be_settled_under, netting_days=60)} | SOON,
}
