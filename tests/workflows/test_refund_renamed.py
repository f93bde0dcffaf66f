"""A refund whose payer the register has renamed since it was released: looked at before it is paid, as an award is."""

from __future__ import annotations

import pytest

from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, FINANCE, OTHER_FINANCE, THIRD_FINANCE, Case, Office
from tests.office.sandbox import becomes, rename
from tests.workflows.refunds import begun, drafted, opened, owed_back, paid_by_treasury, released, settled_with, unsolicited

NEW = "演示晨新智能（北京）有限公司"


async def confirmed(case: Case) -> None:
    account = (await case.task("refund_confirmation")).about["account"]
    await case.answer("refund_confirmation", OTHER_FINANCE, decision="payment_confirmed", last_four=account["last_four"])


async def test_nothing_is_paid_to_a_former_name_when_the_register_renamed_the_payer_after_the_release(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await case.answer("refund_release", FINANCE, decision="payment_released")
    await rename(skipping, CHENXIN, NEW, "2026-10-01")
    await confirmed(case)
    await case.happened("release_outdated")
    assert (await owed_back(skipping), await paid_by_treasury(skipping, case)) == ((7, 0), [])
    about = (await case.task("refund_payee_check")).about
    assert (about["payee"], about["account"]["holder"]) == (NEW, ACCOUNT["holder"])
    assert "former_name_until" in about["account"]


@pytest.mark.parametrize("decision", ["payee_accepted", "payee_refused"])
async def test_refund_goes_on_as_a_second_person_says_when_its_payer_was_renamed(skipping: Office, decision: str) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await rename(skipping, CHENXIN, NEW, "2026-10-01")
    await released(case, FINANCE, OTHER_FINANCE)
    await case.happened("release_outdated")
    await case.answer("refund_payee_check", THIRD_FINANCE, decision=decision, reason="更名，已核实")
    if decision == "payee_refused":
        await case.answer("refund_account", FINANCE, decision="account_supplied", account=ACCOUNT | {"holder": NEW})
        # It was changed, so that it is looked at as well.
        await case.answer("refund_payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已核实")
    await released(case, FINANCE, OTHER_FINANCE)
    assert (await case.reach("refunded")).paid_fen == 7
    assert await paid_by_treasury(skipping, case) == [7]


async def test_refund_is_paid_when_the_register_says_something_else_but_no_other_name(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await becomes(skipping, CHENXIN, address="北京市大兴区某街1号")
    await released(case, FINANCE, OTHER_FINANCE)
    assert (await case.reach("refunded")).paid_fen == 7


async def test_refund_waits_while_the_register_is_silent_and_is_paid_once_it_answers(skipping: Office) -> None:
    await settled_with(skipping, 7)
    case = await opened(skipping)
    await skipping.fault("registration", "down")
    await released(case, FINANCE, OTHER_FINANCE)
    await skipping.until_failed("registration", case)
    assert await paid_by_treasury(skipping, case) == []
    await skipping.mend()
    assert (await case.reach("refunded")).paid_fen == 7


async def test_payer_that_is_not_registered_here_is_paid_when_the_register_does_not_know_it(skipping: Office) -> None:
    received = await unsolicited(skipping, 7, payer="911103020000000000", name="演示外地公司")
    case = await begun(skipping, await drafted(skipping, received, "sti"))
    await released(case, FINANCE, OTHER_FINANCE)
    assert (await case.reach("refunded")).paid_fen == 7
