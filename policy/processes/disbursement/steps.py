"""拨付的事件。What may happen while money of any process is paid: released, confirmed, instructed, settled or returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.lifecycle import Step
from policy.text import Text

# Working days in which the treasury answers, and in which a bank may still return what it was paid.
DISBURSEMENT_PERIODS: Mapping[str, int] = {"treasury_answer": 10, "bank_return_watch": 10}


# Its enterprise reads the same while a payment waits for what is only proposed against it: it is true of every payment.
UNDER_WAY: Final = Text(
    "拨付手续正在办理，款项尚未付出：发出拨付指令前逐项核查，核查无误的，由国库付款。",
    "The payment is being prepared and nothing was paid yet: what it rests on is checked first, and the treasury pays once that is done.",
)
_ENDED = Text(
    "{number}已停止拨付，不再给予支持，理由见通知书；可申请一次复核。",
    "{number} is not paid after all; its letter says why, and you may ask once for reconsideration.",
)


class DisbursementEvent(StrEnum):
    """What happened to a payment, in the past tense."""

    PAYEE_ACCEPTED = "payee_accepted"
    PAYEE_REFUSED = "payee_refused"
    PAYMENT_RELEASED = "payment_released"
    PAYMENT_SENT_BACK = "payment_sent_back"
    PAYMENT_CONFIRMED = "payment_confirmed"
    RELEASE_OUTDATED = "release_outdated"
    PAYMENT_KEPT = "payment_kept"
    PAYMENT_TAKEN_UP = "payment_taken_up"
    PAYMENT_HELD = "payment_held"
    RESUMPTION_ASKED = "resumption_asked"
    RESUMPTION_REFUSED = "resumption_refused"
    PAYMENT_RESUMED = "payment_resumed"
    PAYMENT_ENDED = "payment_ended"
    PAYMENT_OVERTAKEN = "payment_overtaken"
    PAYMENT_INSTRUCTED = "payment_instructed"
    TREASURY_MISMATCHED = "treasury_mismatched"
    TREASURY_CORRECTED = "treasury_corrected"
    TREASURY_FELL_SILENT = "treasury_fell_silent"
    PAID = "paid"
    BANK_RETURNED = "bank_returned"
    RETURN_QUESTIONED = "return_questioned"
    RETURN_COUNTED = "return_counted"
    ACCOUNT_SUPPLIED = "account_supplied"


@dataclass(frozen=True, slots=True)
class Paying:
    """The stages of a process that a payment lies between, and whom it concerns.

    Attributes:
        payment: Where the money is paid.
        paid: Where it was paid.
        ended: Where an award that is not paid after all leads.
        ended_opens: Tasks that such an end opens.
        payee: Who is told, and gives another account.
        ended_tells: What the payee reads where it is not paid after all.
    """

    payment: str
    paid: str
    ended: str
    ended_opens: tuple[str, ...]
    payee: Role
    ended_tells: Text = _ENDED


def disbursement_steps(at: Paying) -> dict[str, Step]:
    """Return the rows of a payment in the stages `at`."""
    return {
        **_payee_steps(at.payment, at.payee),
        **_release_steps(at.payment),
        **standing_steps(at),
        **_treasury_steps(at.payment, at.paid, at.payee),
    }


def _release_steps(payment: str) -> dict[str, Step]:
    return {
        DisbursementEvent.PAYMENT_RELEASED: Step(
            Text("提交拨款", "Payment released"),
            stays=(payment,),
            opens=("payment_confirmation",),
        ),
        DisbursementEvent.PAYMENT_SENT_BACK: Step(
            Text("拨付退回", "Payment sent back"),
            stays=(payment,),
            opens=("payment_release",),
        ),
        DisbursementEvent.PAYMENT_CONFIRMED: Step(
            Text("拨付复核通过", "Payment confirmed"),
            stays=(payment,),
        ),
        # What would be paid is not what was released: nobody pays it before it was released anew.
        DisbursementEvent.RELEASE_OUTDATED: Step(
            Text("拨付内容有变，退回提交", "Not what was released"),
            stays=(payment,),
            opens=("payment_release",),
            tells={
                Role.FINANCE: Text(
                    "{number}的拨付内容与提交时不一致，已退回，请重新提交。",
                    "What {number} would be paid is not what was released; please release it anew.",
                )
            },
        ),
    }


def _treasury_steps(payment: str, paid: str, payee: Role) -> dict[str, Step]:
    return {
        DisbursementEvent.PAYMENT_INSTRUCTED: Step(
            Text("已向国库发出指令", "Treasury instructed"),
            stays=(payment,),
        ),
        DisbursementEvent.TREASURY_MISMATCHED: Step(
            Text("国库回执不符", "The treasury differs"),
            stays=(payment,),
            opens=("payment_investigation",),
            tells={
                Role.FINANCE: Text(
                    "{number}的国库回执金额或收款人不符，请核实。",
                    "The treasury's amount or payee for {number} differs; please look into it.",
                )
            },
        ),
        DisbursementEvent.TREASURY_CORRECTED: Step(
            Text("国库回执已核实", "The difference was settled"),
            stays=(payment,),
        ),
        DisbursementEvent.TREASURY_FELL_SILENT: Step(
            Text("国库逾期未回执", "The treasury fell silent"),
            stays=(payment,),
            tells={Role.FINANCE: Text("{number}的拨付指令逾期未见回执。", "The treasury has not reported on {number} in time.")},
        ),
        DisbursementEvent.PAID: Step(
            Text("已拨付", "Paid"),
            leads={payment: paid},
            tells={payee: Text("{number}款项已拨付。", "{number} has been paid.")},
        ),
        **_return_steps(payment, paid, payee),
        DisbursementEvent.ACCOUNT_SUPPLIED: Step(
            Text("更正账户", "Another account given"),
            stays=(payment,),
            opens=("payment_release",),
        ),
    }


def _return_steps(payment: str, paid: str, payee: Role) -> dict[str, Step]:
    return {
        # A bank can send money back days after the treasury called it paid.
        DisbursementEvent.BANK_RETURNED: Step(
            Text("银行退回", "Returned by the bank"),
            leads={paid: payment},
            stays=(payment,),
            opens=("new_account",),
            tells={
                payee: Text(
                    "{number}的款项被银行退回；收到更正收款账户的待办事项的，请予更正，应拨付的款项随后重新拨付。",
                    "The bank returned the payment for {number}; where you are asked for another account, please give one: what is due is "
                    "paid again then.",
                ),
                Role.FINANCE: Text("{number}的款项被银行退回。", "The bank returned the payment for {number}."),
            },
        ),
        # What is demanded back of it came back by the bank: it is not paid again, nor repaid as well.
        DisbursementEvent.RETURN_COUNTED: Step(
            Text("银行退回抵作退缴", "Returned by the bank, and counted as repaid"),
            stays=(paid,),
            tells={
                role: Text(
                    "{number}的款项被银行退回，不再重新拨付{counted}{back}。",
                    "The bank returned the payment for {number}, which is not paid again{counted}{back}.",
                )
                for role in (payee, Role.OFFICER, Role.FINANCE)
            },
        ),
        # Whether what is demanded back of it stands is still to be decided: the return waits for that.
        DisbursementEvent.RETURN_QUESTIONED: Step(
            Text("银行退回的款项已在追回", "Returned by the bank, and demanded back"),
            stays=(paid,),
            internal=True,
            tells={
                role: Text(
                    "{number}的款项被银行退回，该项支持的资金已提出追回而尚未确定，退回暂不入账。"
                    "追回全部或者部分确定的，退回抵作退缴，其余应退付；不予追回或者撤销的，按应拨付的数额重新拨付。",
                    "The bank returned the payment for {number}, and money of the award is demanded back, which is not decided yet: the "
                    "return is not booked. Where the demand stands, whole or in part, it counts as repaid, and the rest is owed back and "
                    "needs a refund; where it is dropped, what is due is paid again.",
                )
                for role in (Role.OFFICER, Role.APPROVER, Role.FINANCE)
            },
        ),
    }


def _payee_steps(payment: str, payee: Role) -> dict[str, Step]:
    return {
        DisbursementEvent.PAYEE_ACCEPTED: Step(
            Text("收款账户核对通过", "Account accepted"),
            stays=(payment,),
            opens=("payment_release",),
        ),
        DisbursementEvent.PAYEE_REFUSED: Step(
            Text("收款账户核对未通过", "Account not accepted"),
            stays=(payment,),
            opens=("new_account",),
            tells={
                payee: Text(
                    "{number}的收款账户未通过核对，请更正收款账户。",
                    "The account for {number} was not accepted; please give another account.",
                )
            },
        ),
    }


def standing_steps(at: Paying) -> dict[str, Step]:
    """Return the rows of what was found before an instruction: nothing goes until an approver has let it pass, or ended the award."""
    return {
        # Of what is only proposed nobody outside hears, and nobody decides anything on it: the payment waits for what becomes of it, as
        # it does for a re-decision by which less is due.
        DisbursementEvent.PAYMENT_KEPT: Step(
            Text("拨付暂候：所涉事项尚未决定", "Waits: what speaks against paying is not decided yet"),
            stays=(at.payment,),
            internal=True,
            tells={
                role: Text(
                    "{number}暂不发出拨付指令：{found}。有结果后自动重新核查，无须办理；未告知该单位的，不得告知。",
                    "{number} is not paid yet: {found}. It is looked at again once that is decided; what the enterprise was not told of it "
                    "is not to be told.",
                )
                for role in (Role.OFFICER, Role.FINANCE)
            },
        ),
        DisbursementEvent.PAYMENT_TAKEN_UP: Step(
            Text("拟议事项有变，重新核查拨付", "Looked at again: what was proposed has changed"),
            stays=(at.payment,),
            internal=True,
        ),
        DisbursementEvent.PAYMENT_HELD: Step(
            Text("拨付前核查有疑，暂缓拨付", "Held before the treasury was told"),
            stays=(at.payment,),
            opens=("standing_check",),
            tells={
                at.payee: Text(
                    "{number}拨付前核查发现需要核实的情况，暂缓拨付。",
                    "Before {number} was paid something was found that has to be looked into; the payment is held.",
                ),
                Role.FINANCE: Text("{number}拨付前核查有疑，暂缓拨付。", "{number} was held before the treasury was told."),
            },
        ),
        # What its source counts otherwise now is decided anew; to pay on what was proved once takes two.
        DisbursementEvent.RESUMPTION_ASKED: Step(
            Text("提请继续拨付", "Asked to go on"),
            stays=(at.payment,),
            opens=("resumption_confirmation",),
            tells={Role.APPROVER: Text("{number}提请继续拨付，须第二人同意。", "Paying {number} all the same needs a second approver.")},
        ),
        DisbursementEvent.RESUMPTION_REFUSED: Step(
            Text("不同意继续拨付", "Going on not agreed to"),
            stays=(at.payment,),
            opens=("standing_check",),
        ),
        DisbursementEvent.PAYMENT_RESUMED: Step(
            Text("准予继续拨付", "Payment resumed"),
            stays=(at.payment,),
            tells={
                at.payee: Text("{number}已核实，继续拨付。", "{number} was looked into and is being paid."),
                Role.FINANCE: Text("{number}经审批继续拨付。", "{number} may be paid."),
            },
        ),
        DisbursementEvent.PAYMENT_ENDED: Step(
            Text("停止拨付", "Payment ended"),
            leads={at.payment: at.ended},
            opens=at.ended_opens,
            tells={
                at.payee: at.ended_tells,
                Role.FINANCE: Text("{number}已停止拨付，预算已释放。", "{number} is not paid after all; its money is free again."),
            },
        ),
    }
