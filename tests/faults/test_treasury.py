"""A treasury that is late, repeats itself, contradicts itself or says nothing: paid once all the same."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Opening
from tests.office import FINANCE, OFFICER, OTHER_FINANCE, WAN, Case, Office
from tests.workflows.instalments import approved, first_paid, part_of
from tests.workflows.redecisions import paid_anew
from tests.workflows.refunds import begun, drafted, receipt, released, unsolicited
from tests.workflows.vouchers import have_the_month_over, pay, settlement, spent

AWARD = 50 * WAN
NEVER = 3600


async def paid_once(case: Case) -> None:
    """Wait for the money, and see that it was paid once and the books agree."""
    row = await case.reach("in_force")
    assert row.paid_fen == AWARD
    assert [payment["amount_fen"] for payment in await case.office.treasury_payments()] == [AWARD]
    balances = await case.office.balances()
    assert (balances["in_transit"], balances["expenditure"]) == (0, AWARD)
    assert (await case.events()).count("paid") == 1


async def instructed(office: Office) -> Case:
    case = await office.apply_for()
    await case.to_payment()
    await case.pay()
    return case


@pytest.mark.parametrize("mode", ["twice", "reordered", "late"])
async def test_award_is_paid_once_when_the_callback_misbehaves(opening: Opening, mode: str) -> None:
    async with opening(treasury_poll_seconds=NEVER) as office:
        await office.fault("treasury.callback", mode, times=1, seconds=0.3)
        await paid_once(await instructed(office))


@pytest.mark.parametrize("mode", ["never", "garbage"])
async def test_award_is_found_paid_by_asking_when_no_callback_comes(office: Office, mode: str) -> None:
    await office.fault("treasury.callback", mode)
    await paid_once(await instructed(office))


async def test_award_is_paid_once_when_the_callback_claims_another_amount(office: Office) -> None:
    await office.fault("treasury.callback", "wrong_amount", times=1)
    case = await instructed(office)
    await paid_once(case)
    assert "treasury_mismatched" not in await case.events()


async def test_award_is_paid_once_when_the_treasury_settles_late(office: Office) -> None:
    await office.fault("treasury.settlement", "late", times=1, seconds=0.5)
    await paid_once(await instructed(office))


@pytest.mark.parametrize("mode", ["timeout_after_success", "never", "down", "garbage", "error_500", "wrong_amount", "wrong_payee"])
async def test_award_is_paid_once_when_the_instruction_is_not_answered(office: Office, mode: str) -> None:
    await office.fault("treasury.instruct", mode, times=1)
    await paid_once(await instructed(office))


async def test_award_waits_and_is_paid_once_when_the_treasury_is_down_for_a_while(office: Office) -> None:
    await office.fault("treasury.instruct", "down")
    await office.fault("treasury.query", "down")
    case = await instructed(office)
    await office.until_failed("treasury", case)
    assert (await case.row()).stage == "payment"
    assert (await office.balances())["in_transit"] == AWARD
    await office.mend()
    await paid_once(case)


@pytest.mark.parametrize("mode", ["wrong_amount", "wrong_payee"])
async def test_finance_looks_into_it_when_the_treasury_speaks_of_another_amount_or_payee(office: Office, mode: str) -> None:
    await office.fault("treasury.settlement", "never")
    case = await instructed(office)
    await case.happened("payment_instructed")
    await office.fault("treasury.query", mode, times=1)
    await case.happened("treasury_mismatched")
    assert [task.kind for task in await case.tasks()] == ["payment_investigation"]
    assert (await office.balances())["in_transit"] == AWARD
    await office.mend()
    await case.answer("payment_investigation", FINANCE, decision="treasury_corrected", note="国库已更正")
    await paid_once(case)


async def test_finance_looks_again_when_the_treasury_still_speaks_of_another_amount(office: Office) -> None:
    await office.fault("treasury.settlement", "never")
    case = await instructed(office)
    await case.happened("payment_instructed")
    await office.fault("treasury.query", "wrong_amount")
    first = (await case.task("payment_investigation")).id
    await case.answer("payment_investigation", FINANCE, decision="treasury_corrected", note="国库已更正")
    assert (await case.task("payment_investigation")).id != first


async def test_finance_is_told_once_when_the_treasury_falls_silent(opening: Opening) -> None:
    async with opening(durations={"treasury_answer": 10}) as office:
        await office.fault("treasury.settlement", "never")
        case = await office.apply_for()
        await case.to_payment()
        await case.pay()
        await case.happened("treasury_fell_silent")
        asked = (await case.payments())[0]
        assert asked.state == "instructed"
        await office.mend()
        await paid_once(case)
        assert (await case.events()).count("treasury_fell_silent") == 1


async def test_finance_is_told_once_when_the_treasury_falls_silent_about_a_settlement(opening: Opening) -> None:
    async with opening(durations={"treasury_answer": 10}) as office:
        await spent(office)
        await have_the_month_over(office)
        case = await settlement(office)
        await office.fault("treasury.settlement", "never")
        await case.answer("settlement_check", OFFICER, decision="settlement_accepted", opinion="与合同一致")
        await case.reach("payment")
        await pay(case)
        await case.happened("treasury_fell_silent")
        await office.mend()
        await case.reach("settled")
        assert (await case.events()).count("treasury_fell_silent") == 1


async def test_finance_is_told_once_when_the_treasury_falls_silent_about_a_refund(opening: Opening) -> None:
    async with opening(durations={"treasury_answer": 10}) as office:
        await unsolicited(office, 7)
        case = await begun(office, await drafted(office, await receipt(office), "sti"))
        await office.fault("treasury.settlement", "never")
        await released(case, FINANCE, OTHER_FINANCE)
        await case.happened("treasury_fell_silent")
        await office.mend()
        await case.reach("refunded")
        assert (await case.events()).count("treasury_fell_silent") == 1


async def test_finance_is_told_once_when_the_treasury_falls_silent_about_a_supplement(opening: Opening) -> None:
    async with opening(durations={"treasury_answer": 10}) as office:
        found = await paid_anew(office, "first")
        await found.decide()
        await office.fault("treasury.settlement", "never")
        await found.case.pay()
        await found.case.happened("treasury_fell_silent")
        await office.mend()
        await found.case.reach("supplemented")
        assert (await found.case.events()).count("treasury_fell_silent") == 1


async def test_report_changes_nothing_when_it_is_false(office: Office) -> None:
    await office.fault("treasury.settlement", "never")
    case = await instructed(office)
    await case.happened("payment_instructed")
    for _ in range(3):
        await case.handle.signal("nudge", "forged")
    assert (await case.row()).stage == "payment"
    assert (await office.balances())["expenditure"] == 0
    await office.mend()
    await paid_once(case)


async def test_finance_is_told_once_when_the_treasury_falls_silent_about_a_later_part(opening: Opening) -> None:
    async with opening(durations={"treasury_answer": 10}) as office:
        part = await part_of(await first_paid(office))
        await approved(part)
        await office.fault("treasury.settlement", "never")
        await part.pay()
        await part.happened("treasury_fell_silent")
        await office.mend()
        await part.reach("paid")
        assert (await part.events()).count("treasury_fell_silent") == 1
