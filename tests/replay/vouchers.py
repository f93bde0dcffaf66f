"""The ways a voucher and a settlement go, to be recorded: spent and voided, run out unused, refused; paid, and returned by a bank."""

from __future__ import annotations

from sqlalchemy import text, update

from models.tables import VoucherSpend
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, OTHER_OFFICER, THIRD_FINANCE, WAN, Case, Office, message
from tests.replay.way import Ways
from tests.workflows.vouchers import (
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


PATHS: Ways = {
    voucher_spent_and_voided: {"begin": asked_for, "working_day_seconds": 0.5},
    voucher_run_out: {"begin": asked_for, "working_day_seconds": 0.02},
    settlement_returned_and_paid: {"begin": asked_to_be_settled, "working_day_seconds": 0.5},
}
