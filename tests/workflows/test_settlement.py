"""A platform is paid each month for what was spent with it: checked by an officer, paid once by two of finance, and booked to the fen."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError

from activities.settlement import standing
from models.queries import reconciliation
from models.tables import Case as AnyCase
from models.tables import Clawback, Enterprise, Message, Settlement, Voucher, VoucherSpend
from policy.money import in_yuan
from policy.processes.settlement.lifecycle import SETTLEMENT
from sandbox.enterprises import YUNHENG
from tests.office import (
    DEPUTY,
    FINANCE,
    HEAD,
    OFFICER,
    OTHER_FINANCE,
    THIRD_FINANCE,
    WAN,
    Case,
    Office,
    becomes,
    message,
    until,
)
from tests.office.case import MOMENT
from tests.workflows.letters import letters_of
from tests.workflows.vouchers import (
    FACE,
    PLATFORM,
    PLATFORM_ACCOUNT,
    add_papers,
    have_the_month_over,
    issued,
    over,
    pay,
    settlement,
    spend,
    spend_of,
    spent,
    this_month,
    to_payment,
    voucher_row,
)

TOTAL = 15 * WAN


async def balanced(office: Office) -> dict[str, int]:
    """Return the balances, having checked that the books balance and say what was paid."""
    async with office.database.reading() as session:
        assert await reconciliation.ledger_differences(session) == {}
    balances = await office.balances()
    assert sum(balances.values()) == 0
    return balances


async def states(office: Office) -> list[str]:
    """Return where each contract stands, in the order in which they were registered."""
    return list(await office.all(select(VoucherSpend.state).order_by(VoucherSpend.id)))


async def treasury_paid(office: Office, case: Case) -> list[int]:
    payments = await office.treasury_payments()
    return [one["amount_fen"] for one in payments if str(one["instruction_no"]).startswith(case.number) and not one["returned"]]


async def refused(office: Office, month: date | None = None, **given: Any) -> str:
    """Return the code that a settlement is refused with when it is asked for."""
    with pytest.raises(WorkflowUpdateFailedError) as found:
        await settlement(office, month=month, **given)
    return str(getattr(found.value.cause, "type", None))


# -- the way ----------------------------------------------------------------------------------------------------------------------------


async def test_platform_is_paid_once_for_several_contracts_and_the_voucher_ends(skipping: Office) -> None:
    case = await to_payment(skipping)
    balances = await balanced(skipping)
    assert (balances["obligation"], balances["pre_commitment"]) == (TOTAL, FACE - TOTAL)
    about = (await case.task("payment_release")).about
    assert (about["payee"], about["amount_fen"], about["simulation"]["effect"]) == (PLATFORM_ACCOUNT["holder"], TOTAL, "first")
    await pay(case)
    row = await case.reach("settled")
    assert (row.paid_fen, row.award_fen) == (TOTAL, TOTAL)
    assert await treasury_paid(skipping, case) == [TOTAL]
    balances = await balanced(skipping)
    assert (balances["expenditure"], balances["in_transit"], balances["obligation"]) == (TOTAL, 0, 0)
    assert await states(skipping) == ["settled", "settled"]
    voucher = skipping.running(await voucher_row(skipping))
    await voucher.skip_until((await voucher.row()).expires_at + MOMENT)
    await voucher.reach("spent", "settling")
    await until_closed(skipping, voucher)
    assert (await balanced(skipping))["pre_commitment"] == 0


async def until_closed(office: Office, voucher: Case) -> None:
    """Let a voucher look whether all of it is settled until it is."""

    async def closed() -> bool | None:
        row: Voucher = await voucher.row()
        if row.stage == "settling" and row.wakes_at is not None:
            await voucher.skip_until(row.wakes_at + MOMENT)
        return row.stage == "spent" or None

    await until(closed, "a voucher that is settled")


async def test_settlement_has_its_letter_with_every_contract(skipping: Office) -> None:
    case = await to_payment(skipping)
    event, text = (await letters_of(case))[-1]
    assert event == "settlement_accepted"
    assert "共2笔，结算人民币15万元" in text
    assert "服务合同PT-1" in text
    assert "服务合同PT-2" in text


async def test_voucher_that_ran_out_waits_until_what_was_spent_of_it_is_settled(skipping: Office) -> None:
    voucher = await spent(skipping)
    await voucher.skip_until((await voucher.row()).expires_at + MOMENT)
    await voucher.reach("settling")
    await have_the_month_over(skipping)
    case = await settlement(skipping)
    await case.answer("settlement_check", OFFICER, decision="settlement_accepted")
    await pay(case)
    await case.reach("settled")
    await until_closed(skipping, voucher)
    balances = await balanced(skipping)
    assert (balances["pre_commitment"], balances["obligation"], balances["expenditure"]) == (0, 0, TOTAL)


# -- asked for --------------------------------------------------------------------------------------------------------------------------


async def test_month_is_settled_once_it_is_over_and_nothing_twice(skipping: Office) -> None:
    voucher = await spent(skipping)
    assert await refused(skipping) == "wrong_stage"
    await over(skipping, voucher)
    assert await refused(skipping, (this_month() - timedelta(days=1)).replace(day=1)) == "wrong_stage"
    case = await settlement(skipping)
    assert await states(skipping) == ["settling", "settling"]
    assert await refused(skipping) == "wrong_stage"
    listed = (await case.task("settlement_check")).about["spends"]
    assert [(one["contract_no"], one["amount_fen"]) for one in listed] == [("PT-1", 10 * WAN), ("PT-2", 5 * WAN)]
    refunding = message("spend_refunded", PLATFORM, spend=str((await spend_of(skipping)).id), reason="退")
    assert await voucher.refusal("request", refunding) == "wrong_stage"


@pytest.mark.parametrize("papers", [(), ("service_contract",), ("service_invoice",)])
async def test_nothing_is_settled_without_contracts_and_invoices(skipping: Office, papers: tuple[str, ...]) -> None:
    await over(skipping, await spent(skipping))
    assert await refused(skipping, papers=papers) == "incomplete"
    assert await states(skipping) == ["spent", "spent"]


async def test_refused_with_its_letter_and_asked_for_again(skipping: Office) -> None:
    await over(skipping, await spent(skipping))
    case = await settlement(skipping)
    await case.answer("settlement_check", OFFICER, decision="settlement_refused", reason="合同金额与发票不一致")
    row = await case.reach("refused")
    assert (row.award_fen, await states(skipping)) == (None, ["spent", "spent"])
    assert "合同金额与发票不一致" in (await letters_of(case))[-1][1]
    again = await settlement(skipping)
    await again.reach("check")


async def test_withdrawn_by_the_platform_and_a_contract_given_back_before_it_is_asked_for_again(skipping: Office) -> None:
    voucher = await spent(skipping)
    await over(skipping, voucher)
    case = await settlement(skipping)
    await case.ask("request", message("withdrawn", PLATFORM, reason="有一笔应退回"))
    await case.reach("withdrawn")
    made = await spend_of(skipping, "PT-2")
    await voucher.ask("request", message("spend_refunded", PLATFORM, spend=str(made.id), reason="服务未达约定"))
    again = await settlement(skipping)
    assert ((await again.row()).award_fen, await states(skipping)) == (10 * WAN, ["settling", "refunded"])


# -- paid -------------------------------------------------------------------------------------------------------------------------------


async def test_account_in_another_name_is_asked_about_and_another_is_given(skipping: Office) -> None:
    case = await to_payment(skipping, PLATFORM_ACCOUNT | {"holder": "某技术服务中心"})
    await case.answer("payee_check", THIRD_FINANCE, decision="payee_refused", reason="不是平台账户")
    await case.answer("new_account", PLATFORM, decision="account_supplied", account=PLATFORM_ACCOUNT | {"number": "6222000033335555"})
    # Changed: somebody looks at it.
    await case.answer("payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已电话核实")
    await pay(case)
    await case.reach("settled")
    assert await treasury_paid(skipping, case) == [TOTAL]


async def test_confirmed_by_another_than_released_it_and_released_anew_when_sent_back(skipping: Office) -> None:
    case = await to_payment(skipping)
    await case.answer("payment_release", FINANCE, decision="payment_released")
    assert await case.refusal_of_answer("payment_confirmation", FINANCE, **(await case.confirmed())) == "four_eyes"
    await case.answer("payment_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="请核对")
    await pay(case)
    await case.reach("settled")


async def test_release_is_outdated_when_the_platform_is_called_otherwise_since(skipping: Office) -> None:
    case = await to_payment(skipping)
    await case.task("payment_release")
    await skipping.change(update(Enterprise).where(Enterprise.uscc == YUNHENG).values(name=f"{PLATFORM_ACCOUNT['holder']} "))
    assert await case.refusal_of_answer("payment_release", FINANCE, decision="payment_released") == "release_outdated"
    await case.happened("release_outdated")
    await pay(case)
    await case.reach("settled")


async def test_bank_that_returns_it_has_it_paid_to_another_account(skipping: Office) -> None:
    case = await to_payment(skipping, PLATFORM_ACCOUNT | {"number": "6222000033330000"})
    await pay(case)
    await case.happened("bank_returned")
    assert await states(skipping) == ["settling", "settling"]
    assert (await balanced(skipping))["obligation"] == TOTAL
    await case.answer("new_account", PLATFORM, decision="account_supplied", account=PLATFORM_ACCOUNT)
    await case.answer("payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已核实")
    await pay(case)
    await case.reach("settled")
    assert await treasury_paid(skipping, case) == [TOTAL]


async def test_bank_that_returns_it_days_later_has_it_settled_anew(skipping: Office) -> None:
    case = await to_payment(skipping, PLATFORM_ACCOUNT | {"number": "6222000033331111"})
    await pay(case)
    await case.happened("paid")
    await case.happened("bank_returned")
    assert (await case.row()).paid_fen == 0
    assert await states(skipping) == ["settling", "settling"]
    assert (await balanced(skipping))["expenditure"] == 0


async def test_settlement_ends_when_banks_can_no_longer_return_it(skipping: Office) -> None:
    case = await to_payment(skipping)
    await pay(case)
    await case.reach("settled")
    assert await case.is_missed()
    await case.skip(timedelta(days=30))
    assert await case.handle.result() == "settled"
    assert not await case.is_missed()


async def test_treasury_that_names_another_amount_or_nothing_is_looked_into(skipping: Office) -> None:
    case = await to_payment(skipping)
    await skipping.fault("treasury.settlement", "never")
    await pay(case)
    await case.happened("payment_instructed")
    await skipping.fault("treasury.query", "wrong_amount", times=1)
    await case.task("payment_investigation")
    await skipping.mend()
    await case.answer("payment_investigation", FINANCE, decision="treasury_corrected", note="已与国库核对")
    await case.reach("settled")
    assert await treasury_paid(skipping, case) == [TOTAL]


async def test_payment_is_held_for_what_the_sources_say_and_goes_on_when_an_approver_says_so(skipping: Office) -> None:
    case = await to_payment(skipping)
    await becomes(skipping, YUNHENG, status="deregistered")
    await pay(case)
    task = await case.task("standing_check")
    assert [one["code"] for one in task.about["findings"]] == ["deregistered"]
    await case.answer("standing_check", DEPUTY, decision="payment_resumed", reason="清算期间照付")
    await case.reach("settled")


async def test_payment_that_is_ended_pays_nothing_and_frees_the_budget_with_its_letter(skipping: Office) -> None:
    case = await to_payment(skipping)
    await becomes(skipping, YUNHENG, status="deregistered")
    await pay(case)
    await case.answer("standing_check", DEPUTY, decision="payment_ended", reason="平台已注销")
    await case.reach("ended")
    assert await states(skipping) == ["unpaid", "unpaid"]
    balances = await balanced(skipping)
    assert (balances["obligation"], balances["in_transit"], balances["expenditure"]) == (0, 0, 0)
    event, text = (await letters_of(case))[-1]
    assert event == "payment_ended"
    assert "平台已注销" in text
    assert await treasury_paid(skipping, case) == []


async def test_what_takes_two_to_be_paid_all_the_same_takes_two_here_as_well(skipping: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await to_payment(skipping)
    found = {"code": "figures_changed", "clause": "保障措施", "text": {"zh": "来源数据已变动", "en": "Its source says otherwise"}}
    monkeypatch.setattr(standing, "findings", lambda *_, **__: [found])
    await pay(case)
    asking = {"decision": "resumption_asked", "reason": "不影响本次结算"}
    await case.answer("standing_check", DEPUTY, **asking)
    await case.answer("resumption_confirmation", HEAD, decision="resumption_refused", reason="再核")
    await case.answer("standing_check", DEPUTY, **asking)
    await case.answer("resumption_confirmation", HEAD, decision="payment_resumed", reason="同意")
    await case.reach("settled")


async def test_payment_waits_for_what_is_only_proposed_against_the_platform(skipping: Office) -> None:
    case = await to_payment(skipping)
    award = await skipping.draft(uscc=YUNHENG)
    demand: dict[str, Any] = {"cause": "error", "amount_fen": 100, "reckoning": {}, "asked_by": "officer-sti-2"}
    claim = Clawback(
        id=uuid.uuid4(),
        number="CB-2026-999999",
        item_code=award.item_code,
        department="sti",
        created_by="officer-sti-2",
        stage="proposed",
        application_id=award.id,
        enterprise_uscc=YUNHENG,
        **demand,
    )
    await skipping.add(claim)
    await pay(case)
    await case.happened("payment_kept")
    await skipping.change(update(AnyCase).where(AnyCase.id == claim.id).values(stage="cancelled"))
    await case.happened("payment_taken_up")
    await case.reach("settled")


async def test_settlement_is_paid_out_of_the_line_of_the_budget_its_voucher_drew_on(skipping: Office) -> None:
    voucher = await issued(skipping)
    await spend(voucher, 20 * WAN)
    await over(skipping, voucher)
    case = await settlement(skipping)
    await case.answer("settlement_check", OFFICER, decision="settlement_accepted")
    line = (await case.task("payment_release")).about["simulation"]["lines"][0]["budget"]
    assert line == {"department": "sti", "item": "*", "year": (await voucher_row(skipping)).programme_year}


# -- asked for each month ------------------------------------------------------------------------------------------------------------


async def round_of_the_month(office: Office) -> int:
    """Have the month's settlements drafted, as the Schedule does."""
    queue = office.settings.task_queue
    drafted: int = await office.client.execute_workflow("SettlementsDue", id=f"due/{uuid.uuid4()}", task_queue=queue, result_type=int)
    return drafted


async def test_platform_is_asked_once_for_a_month_that_is_over(skipping: Office) -> None:
    voucher = await spent(skipping)
    assert await round_of_the_month(skipping) == 0
    await over(skipping, voucher)
    assert [await round_of_the_month(skipping) for _ in range(2)] == [1, 0]
    [row] = await skipping.all(select(Settlement))
    assert (row.stage, row.enterprise_uscc, row.month, row.created_by) == ("draft", YUNHENG, this_month(), "system")
    told = await skipping.all(select(Message.zh).where(Message.case_id == row.id, Message.enterprise_uscc == YUNHENG))
    assert [f"共{in_yuan(TOTAL).zh}待结算" in text for text in told] == [True]


async def test_draft_that_a_platform_is_asked_with_is_submitted_as_its_own(skipping: Office) -> None:
    await over(skipping, await spent(skipping))
    await round_of_the_month(skipping)
    [row] = await skipping.all(select(Settlement))
    await add_papers(skipping, row.id)
    asking = await skipping.begin(row, PLATFORM, SETTLEMENT.title.zh, account=PLATFORM_ACCOUNT)
    assert (await asking.reach("check")).award_fen == TOTAL


async def test_platform_is_not_asked_for_what_it_asks_for_itself(skipping: Office) -> None:
    await over(skipping, await spent(skipping))
    await settlement(skipping)
    assert await round_of_the_month(skipping) == 0
