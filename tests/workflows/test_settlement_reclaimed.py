"""What was settled and turns out wrong is taken back by two: netted from the platform's next settlement, or demanded and paid back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.queries import reconciliation
from models.tables import Message, Voucher, VoucherSpend
from sandbox.enterprises import CHENXIN, HAIXI
from tests.office import DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, THIRD_FINANCE, WAN, Case, Office
from tests.office.case import MOMENT
from tests.workflows.letters import letters_of
from tests.workflows.refunds import begun, drafted, parts, receipt, released
from tests.workflows.settlements import TOTAL, another, demanded, propose, receive, settled, take_back
from tests.workflows.vouchers import FACE, PLATFORM, pay, to_payment, voucher_row


async def balanced(office: Office) -> dict[str, int]:
    """Return the balances, having checked that the books balance and say what was paid."""
    async with office.database.reading() as session:
        assert await reconciliation.ledger_differences(session) == {}
    balances = await office.balances()
    assert sum(balances.values()) == 0
    return balances


async def states(office: Office) -> list[str]:
    return list(await office.all(select(VoucherSpend.state).order_by(VoucherSpend.id)))


async def accepted(case: Case) -> Case:
    """Have a settlement found right."""
    await case.answer("settlement_check", OFFICER, decision="settlement_accepted", opinion="与合同一致")
    return case


async def refusal_of(case: Case, *numbers: str, **given: Any) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as found:
        await propose(case, *numbers, **given)
    return str(getattr(found.value.cause, "type", None))


# -- taken back -------------------------------------------------------------------------------------------------------------------------


async def test_platform_owes_what_two_have_taken_back_and_its_letter_says_so(skipping: Office) -> None:
    case = await take_back(await settled(skipping), "PT-1")
    row = await case.reach("netting")
    assert (row.reclaimed_fen, row.owed_fen, row.paid_fen, row.stage) == (10 * WAN, 10 * WAN, TOTAL, "netting")
    assert await states(skipping) == ["reclaimed", "settled"]
    balances = await balanced(skipping)
    assert (balances["receivable"], balances["expenditure"]) == (10 * WAN, 5 * WAN)
    text = dict(await letters_of(case))["reclaimed"]
    assert all(said in text for said in ("服务合同PT-1", "人民币10万元", "服务未实际提供", "经查实", "60个工作日", "行政复议"))


@pytest.mark.parametrize(("fault", "left_fen"), [("platform", FACE - TOTAL + 10 * WAN), ("enterprise", FACE - TOTAL)])
async def test_value_is_the_enterprises_again_only_where_the_fault_was_the_platforms(skipping: Office, fault: str, left_fen: int) -> None:
    await take_back(await settled(skipping), "PT-1", fault=fault)
    row: Voucher = await voucher_row(skipping)
    assert row.left_fen == left_fen
    assert (await balanced(skipping))["pre_commitment"] == left_fen
    told = (await skipping.all(select(Message.zh).where(Message.enterprise_uscc == CHENXIN).order_by(Message.id)))[-1]
    assert ("恢复可用" in told, "不再恢复" in told) == ((True, False) if fault == "platform" else (False, True))


async def test_value_is_not_reborn_once_the_voucher_has_run_out(skipping: Office) -> None:
    case = await settled(skipping)
    voucher = skipping.running(await voucher_row(skipping))
    await voucher.skip_until((await voucher.row()).expires_at + MOMENT)
    await voucher.reach("spent", "settling")
    await take_back(case, "PT-1")
    assert (await balanced(skipping))["pre_commitment"] == 0
    # It counts no longer under the cap of its enterprise.
    assert (await voucher_row(skipping)).taken_fen == 5 * WAN


async def test_confirmed_by_another_than_proposed_it_and_let_stand(skipping: Office) -> None:
    case = await propose(await settled(skipping), "PT-1")
    assert (await case.task("reclaim_decision")).about["paper"]["file_name"] == "finding.pdf"
    await case.answer("reclaim_decision", HEAD, decision="reclaim_dropped", reason="服务已经提供")
    await case.reach("settled")
    assert await case.handle.result() == "settled"
    assert ((await case.row()).reclaimed_fen, await states(skipping)) == (0, ["settled", "settled"])


async def test_nothing_is_taken_back_while_a_bank_may_return_it(skipping: Office) -> None:
    case = await to_payment(skipping)
    await pay(case)
    await case.reach("settled")
    assert await refusal_of(case, "PT-1") == "wrong_stage"


async def test_nothing_is_taken_back_twice_without_its_paper_or_by_its_platform(skipping: Office) -> None:
    case = await settled(skipping)
    assert await refusal_of(case, "PT-1", paper="00000000-0000-0000-0000-000000000000") == "invalid_input"
    assert await refusal_of(case, "PT-9") == "invalid_input"
    assert await refusal_of(case, "PT-1", actor=PLATFORM) == "four_eyes"
    assert await case.handle.result() == "settled"
    await take_back(case, "PT-1")
    assert await refusal_of(case, "PT-1", "PT-2") == "invalid_input"


# -- netted -----------------------------------------------------------------------------------------------------------------------------


async def test_next_settlement_pays_the_net_and_what_it_does_not_cover_is_demanded(skipping: Office) -> None:
    owing = await take_back(await settled(skipping), "PT-1")
    case = await accepted(await another(skipping, 12 * WAN))
    row = await case.row()
    # All of it was owed: nothing is paid, and it ends.
    assert (row.award_fen, row.netted_fen, row.paid_fen) == (6 * WAN, 6 * WAN, 0)
    await case.reach("settled")
    assert await case.handle.result() == "settled"
    assert "settlement_netted" in await case.events()
    event, text = (await letters_of(case))[-1]
    assert (event, f"抵扣贵单位就{owing.number}应退缴的款项，本次不再拨付" in text) == ("settlement_accepted", True)
    owed = await owing.reach("demanded")
    assert (owed.set_off_fen, owed.owed_fen) == (6 * WAN, 4 * WAN)
    balances = await balanced(skipping)
    assert (balances["receivable"], balances["expenditure"], balances["obligation"]) == (4 * WAN, 11 * WAN, 0)


async def test_settlement_pays_what_is_left_and_the_debt_ends(skipping: Office) -> None:
    owing = await take_back(await settled(skipping), "PT-2")
    case = await accepted(await another(skipping, 20 * WAN))
    about = (await case.task("payment_release")).about
    assert (about["amount_fen"], about["simulation"]["effect"], about["simulation"]["over_fen"]) == (5 * WAN, "first", 0)
    await pay(case)
    row = await case.reach("settled")
    assert (row.award_fen, row.netted_fen, row.paid_fen) == (10 * WAN, 5 * WAN, 5 * WAN)
    assert await owing.handle.result() == "settled"
    assert ((await owing.row()).owed_fen, (await owing.events())[-1]) == (0, "netted_whole")
    balances = await balanced(skipping)
    # Twenty were spent and five of them taken back: the line of the budget bears what was paid.
    assert (balances["expenditure"], balances["receivable"], balances["in_transit"]) == (20 * WAN, 0, 0)
    assert await states(skipping) == ["settled", "reclaimed", "settled"]


async def test_nothing_is_netted_where_the_settlement_is_refused(skipping: Office) -> None:
    owing = await take_back(await settled(skipping), "PT-2")
    case = await another(skipping, 20 * WAN)
    await case.answer("settlement_check", OFFICER, decision="settlement_refused", reason="发票不一致")
    assert ((await owing.row()).set_off_fen, (await case.row()).netted_fen) == (0, 0)


async def test_more_is_taken_back_while_something_is_owed_still(skipping: Office) -> None:
    case = await demanded(await settled(skipping), "PT-1")
    await propose(case, "PT-2")
    await case.answer("reclaim_decision", HEAD, decision="reclaimed", reason="经查实")
    assert (await case.reach("netting")).owed_fen == TOTAL


# -- demanded ---------------------------------------------------------------------------------------------------------------------------


async def test_platform_pays_back_what_was_not_netted_in_time(skipping: Office) -> None:
    case = await demanded(await settled(skipping), "PT-1")
    event, text = (await letters_of(case))[-1]
    assert (event, "人民币10万元" in text) == ("reclaim_demanded", True)
    await receive(case, 4 * WAN)
    await case.happened("part_repaid")
    await receive(case, 7 * WAN)
    await case.happened("repaid")
    row = await case.reach("settled")
    assert (row.recovered_fen, row.owed_fen) == (10 * WAN, 0)
    assert await case.handle.result() == "settled"
    # What is more than was owed is owed back.
    whole = [("booked", 4 * WAN), ("booked", 6 * WAN)]
    assert await parts(skipping) == [*whole, ("owed_back", 1 * WAN)]
    told = select(Message.zh).where(Message.case_id == case.id, Message.zh.contains("另有1万元应退付款人"))
    assert len(await skipping.all(told)) == 3
    balances = await balanced(skipping)
    assert (balances["recovered"], balances["receivable"], balances["expenditure"]) == (10 * WAN, 0, 5 * WAN)


@pytest.mark.parametrize(("end", "stands"), [("cancelled", "owed_back"), ("refunded", "refunded")])
async def test_what_a_platform_paid_too_much_is_owed_back_until_it_is_refunded(skipping: Office, end: str, stands: str) -> None:
    case = await demanded(await settled(skipping), "PT-1")
    await receive(case, 11 * WAN)
    await case.reach("settled")
    draft = await drafted(skipping, await receipt(skipping))
    assert (draft.amount_fen, draft.department) == (1 * WAN, (await case.row()).department)
    refund = await begun(skipping, draft)
    if end == "refunded":
        await released(refund, FINANCE, OTHER_FINANCE)
    else:
        await refund.answer("refund_release", FINANCE, decision="refund_cancelled", reason="付款人要求")
    await refund.reach(end)
    assert await parts(skipping) == [("booked", 10 * WAN), (stands, 1 * WAN)]


async def test_days_of_what_is_netted_are_not_cut_short_when_another_taking_back_is_dropped(skipping: Office) -> None:
    case = await take_back(await settled(skipping), "PT-1")
    due = (await case.row()).wakes_at
    with skipping.starting():
        await propose(case, "PT-2")
        await case.answer("reclaim_decision", HEAD, decision="reclaim_dropped", reason="服务已经提供")
        row = await case.reach("netting")
    assert (row.wakes_at, row.owed_fen) == (due, 10 * WAN)


async def test_nothing_more_is_taken_back_while_money_that_came_in_is_booked(skipping: Office) -> None:
    case = await demanded(await settled(skipping), "PT-1")
    recorded = {"amount_fen": 100, "reference": "VS-SOON", "received_on": str((await case.row()).created_at.date())}
    await case.answer("reclaim_receipt", FINANCE, decision="receipt_recorded", **recorded)
    assert await refusal_of(case, "PT-2") == "wrong_stage"
    await case.answer("reclaim_confirmation", OTHER_FINANCE, decision="receipt_sent_back", reason="编号有误")
    await propose(case, "PT-2")


async def told_to_platform(case: Case) -> list[str]:
    return list(
        await case.office.all(
            select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc.is_not(None)).order_by(Message.id)
        )
    )


@pytest.mark.parametrize("is_demanded", [True, False])
async def test_platform_is_told_nothing_anew_when_another_taking_back_is_dropped(skipping: Office, *, is_demanded: bool) -> None:
    begun = demanded if is_demanded else take_back
    case = await begun(await settled(skipping), "PT-1")
    stage, letters, told = (await case.row()).stage, await letters_of(case), await told_to_platform(case)
    with skipping.starting():
        await propose(case, "PT-2")
        assert ((await case.row()).stage, (await case.row()).stage_told) == ("reclaim", stage)
        await case.answer("reclaim_decision", HEAD, decision="reclaim_dropped", reason="服务已经提供")
        row = await case.reach(stage)
    assert (row.owed_fen, row.proposed_in, await letters_of(case), await told_to_platform(case)) == (10 * WAN, None, letters, told)
    if is_demanded:
        await receive(case, 10 * WAN)
        await case.reach("settled")


@pytest.mark.parametrize("is_demanded", [True, False])
async def test_debt_that_is_netted_while_another_taking_back_is_decided_on_ends_when_that_is_dropped(
    skipping: Office, *, is_demanded: bool
) -> None:
    begun = demanded if is_demanded else take_back
    case = await begun(await settled(skipping), "PT-2")
    await propose(case, "PT-1")
    await accepted(await another(skipping, 20 * WAN))
    await case.answer("reclaim_decision", HEAD, decision="reclaim_dropped", reason="服务已经提供")
    assert await case.handle.result() == "settled"
    assert ((await case.row()).owed_fen, (await case.events())[-1]) == (0, "netted_whole")


async def test_debt_larger_than_the_next_settlement_is_netted_by_two_and_its_rest_is_paid_back(skipping: Office) -> None:
    owing = await take_back(await settled(skipping), "PT-1", "PT-2")
    first = await accepted(await another(skipping, 12 * WAN))
    await owing.reach("demanded")
    assert "人民币9万元" in (await letters_of(owing))[-1][1]
    second = await accepted(await another(skipping, 16 * WAN, "PT-4"))
    assert [(await one.row()).netted_fen for one in (first, second)] == [6 * WAN, 8 * WAN]
    # Nothing more is spent with the platform.
    await receive(owing, 1 * WAN)
    row = await owing.reach("settled")
    assert (row.set_off_fen, row.recovered_fen, row.owed_fen) == (14 * WAN, 1 * WAN, 0)
    assert (await balanced(skipping))["receivable"] == 0


@pytest.mark.parametrize("is_confirmed", [True, False])
async def test_next_settlement_nets_nothing_of_what_is_recorded_as_come_in(skipping: Office, *, is_confirmed: bool) -> None:
    owing = await demanded(await settled(skipping), "PT-1")
    reference = await receive(owing, 10 * WAN, records=False)
    recorded = {"amount_fen": 10 * WAN, "reference": reference, "received_on": str((await owing.row()).created_at.date())}
    await skipping.fault("treasury.query", "down")
    await owing.answer("reclaim_receipt", FINANCE, decision="receipt_recorded", **recorded)
    if is_confirmed:
        await owing.answer("reclaim_confirmation", OTHER_FINANCE, decision="receipt_confirmed")
    case = await another(skipping, 20 * WAN)
    await accepted(case)
    assert ((await owing.row()).set_off_fen, (await case.row()).netted_fen) == (0, 0)


async def test_receipt_that_the_treasury_does_not_know_is_recorded_anew(skipping: Office) -> None:
    case = await demanded(await settled(skipping), "PT-1")
    recorded = {"amount_fen": 100, "reference": "VS-NEVER", "received_on": str((await case.row()).created_at.date())}
    await case.answer("reclaim_receipt", FINANCE, decision="receipt_recorded", **recorded)
    assert await case.refusal_of_answer("reclaim_confirmation", FINANCE, decision="receipt_confirmed") == "four_eyes"
    await case.answer("reclaim_confirmation", OTHER_FINANCE, decision="receipt_sent_back", reason="编号有误")
    await case.answer("reclaim_receipt", FINANCE, decision="receipt_recorded", **recorded)
    await case.answer("reclaim_confirmation", OTHER_FINANCE, decision="receipt_confirmed")
    await case.happened("receipt_refuted")
    await receive(case, 10 * WAN)
    await case.reach("settled")


@pytest.mark.parametrize("decision", ["payer_accepted", "payer_refused"])
async def test_somebody_elses_payment_is_accepted_by_another_person_or_not(skipping: Office, decision: str) -> None:
    case = await demanded(await settled(skipping), "PT-1")
    await receive(case, 10 * WAN, HAIXI)
    await case.answer("reclaim_payer_decision", THIRD_FINANCE, decision=decision, reason="已核实")
    if decision == "payer_refused":
        await case.task("reclaim_receipt")
        assert (await case.row()).owed_fen == 10 * WAN
    else:
        assert (await case.reach("settled")).recovered_fen == 10 * WAN


async def test_what_is_never_paid_back_is_written_off_by_two(skipping: Office) -> None:
    case = await demanded(await settled(skipping), "PT-1")
    await case.answer("reclaim_receipt", FINANCE, decision="write_off_proposed", reason="平台已注销")
    await case.answer("reclaim_write_off", DEPUTY, decision="write_off_refused", reason="再催缴")
    await case.answer("reclaim_receipt", FINANCE, decision="write_off_proposed", reason="平台已注销")
    await case.answer("reclaim_write_off", DEPUTY, decision="written_off", reason="确无可追")
    row = await case.reach("settled")
    assert (row.given_up_fen, row.owed_fen) == (10 * WAN, 0)
    balances = await balanced(skipping)
    assert (balances["expenditure"], balances["receivable"]) == (TOTAL, 0)


async def test_later_settlement_is_netted_while_it_is_demanded(skipping: Office) -> None:
    owing = await demanded(await settled(skipping), "PT-2")
    await accepted(await another(skipping, 20 * WAN))
    assert (await owing.reach("settled")).set_off_fen == 5 * WAN
