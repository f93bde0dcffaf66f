"""The ways a refund goes, to be recorded: returned by the bank and paid again, cancelled, and counted as repaid."""

from __future__ import annotations

from tests.office import ACCOUNT, CLOSED_ACCOUNT, DEPUTY, FINANCE, HEAD, OTHER_FINANCE, THIRD_FINANCE, Case, Office
from tests.replay.way import Ways
from tests.workflows.reclaim import paid_award, reclaim
from tests.workflows.refunds import begun, begun_without_account, drafted, released, unsolicited


async def to_a_closed_account(office: Office) -> Case:
    """Open a refund of money that fits no debt, to an account that its bank has closed."""
    return await begun(office, await drafted(office, await unsolicited(office, 7), "sti"), CLOSED_ACCOUNT)


async def refund_returned_and_paid(case: Case) -> None:
    await released(case, FINANCE, OTHER_FINANCE)
    await case.answer("refund_account", FINANCE, decision="account_supplied", account=ACCOUNT)
    await case.answer("refund_payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已核实")
    await released(case, FINANCE, OTHER_FINANCE)
    await case.handle.result()


async def refund_cancelled(case: Case) -> None:
    await case.answer("refund_release", FINANCE, decision="payment_released")
    await case.answer("refund_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="账户有误")
    await case.answer("refund_release", FINANCE, decision="refund_cancelled", reason="付款人要求暂缓")
    await case.handle.result()


async def of_what_was_given_up(office: Office) -> Case:
    """Open a refund of what was paid of a waived demand, which names no account: it is only to be counted as repaid."""
    claim = await reclaim(office, await paid_award(office), 7)
    await claim.accept()
    await claim.case.reach("arrears")
    await claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="经营困难")
    await claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="核实")
    await claim.case.reach("waived")
    return await begun_without_account(office, await drafted(office, await unsolicited(office, 7), "sti"))


async def refund_counted(case: Case) -> None:
    for answer in ("counting_refused", "receipt_counted"):
        await case.answer("refund_release", FINANCE, decision="counting_asked", reason="付款人自愿补缴")
        await case.answer("counting_confirmation", OTHER_FINANCE, decision=answer, reason="已核实")
    await case.handle.result()


PATHS: Ways = {
    refund_returned_and_paid: {"begin": to_a_closed_account, "durations": {"bank_return_watch": 1}},
    refund_cancelled: {"begin": to_a_closed_account},
    refund_counted: {"begin": of_what_was_given_up, "durations": {"repayment": 2, "repayment_grace": 1, "reminder": 1}},
}
