"""退付的人工环节。The human steps of a refund: the account of the payer, two people of finance, the treasury's answer."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.disbursement.tasks import LAST_FOUR
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import ACCOUNT, OFFICE_REASON, OPINION, REASON, TaskKind
from policy.processes.refund.lifecycle import Event
from policy.text import Text

_CANCEL: Mapping[str, Text] = {Event.REFUND_CANCELLED: Text("撤回本次退付", "Cancel the refund")}
_RELEASE: Mapping[str, Text] = {DisbursementEvent.PAYMENT_RELEASED: Text("提交退付", "Release")}
_COUNT: Mapping[str, Text] = {
    Event.COUNTING_ASKED: Text("提请抵作已减免或者核销的退缴资金", "Ask to count it as repaid of what was waived or written off")
}


def of_release(*, given_up: bool, is_payable: bool) -> Mapping[str, Text]:
    """Return what may be decided of a refund.

    Args:
        given_up: Whether something that was demanded of its payer was given up, so that it may be counted as that.
        is_payable: Whether an account was given that it can be paid to.
    """
    return {**(_RELEASE if is_payable else {}), **_CANCEL, **(_COUNT if given_up else {})}


KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "refund_payee_check",
        Text("核对退付账户", "Check the account of the refund"),
        Role.FINANCE,
        duty=Duty.CHECK,
        working_days=5,
        decisions={
            DisbursementEvent.PAYEE_ACCEPTED: Text("可以退付至该账户", "Pay to this account"),
            DisbursementEvent.PAYEE_REFUSED: Text("不可以，更正账户", "Do not; ask for another account"),
        },
        fields={"reason": REASON},
        required=("reason",),
    ),
    TaskKind(
        "refund_release",
        Text("提交退付", "Release the refund"),
        Role.FINANCE,
        duty=Duty.RELEASE,
        working_days=10,
        decisions={**_RELEASE, **_CANCEL, **_COUNT},
        fields={"note": OPINION, "reason": REASON},
        required_for={Event.REFUND_CANCELLED: ("reason",), Event.COUNTING_ASKED: ("reason",)},
    ),
    TaskKind(
        "counting_confirmation",
        Text("抵作退缴（第二人）", "Agree to count it as repaid (second person)"),
        Role.FINANCE,
        duty=Duty.CONFIRM,
        working_days=10,
        decisions={
            Event.RECEIPT_COUNTED: Text("同意抵作退缴", "Count it"),
            Event.COUNTING_REFUSED: Text("不同意，退回", "Do not; send it back"),
        },
        fields={"reason": OFFICE_REASON},
        required=("reason",),
    ),
    TaskKind(
        "refund_confirmation",
        Text("复核退付", "Confirm the refund"),
        Role.FINANCE,
        duty=Duty.CONFIRM,
        working_days=10,
        decisions={
            DisbursementEvent.PAYMENT_CONFIRMED: Text("复核通过", "Confirm"),
            DisbursementEvent.PAYMENT_SENT_BACK: Text("退回", "Send back"),
        },
        fields={"last_four": LAST_FOUR, "reason": OFFICE_REASON},
        required_for={DisbursementEvent.PAYMENT_CONFIRMED: ("last_four",), DisbursementEvent.PAYMENT_SENT_BACK: ("reason",)},
        after=("refund_confirmation", "refund_payee_check"),
    ),
    TaskKind(
        "refund_investigation",
        Text("核实退付的国库回执", "Look into the treasury's answer on a refund"),
        Role.FINANCE,
        duty=Duty.RELEASE,
        working_days=10,
        decisions={DisbursementEvent.TREASURY_CORRECTED: Text("已核实，重新查询", "Settled, ask again")},
        fields={"note": OPINION},
        required=("note",),
    ),
    TaskKind(
        "refund_account",
        Text("更正退付账户", "Give another account for the refund"),
        Role.FINANCE,
        duty=Duty.FUND,
        working_days=20,
        decisions={DisbursementEvent.ACCOUNT_SUPPLIED: Text("提交新账户", "Submit the new account"), **_CANCEL},
        fields={"account": ACCOUNT, "reason": REASON},
        required_for={DisbursementEvent.ACCOUNT_SUPPLIED: ("account",), Event.REFUND_CANCELLED: ("reason",)},
    ),
)
