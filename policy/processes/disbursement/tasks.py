"""拨付的人工环节。The human steps of a payment: the account, two people of finance, what speaks against it, the treasury's answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy.actors import Role
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import ACCOUNT, OFFICE_REASON, OPINION, REASON, TaskKind
from policy.text import Text

LAST_FOUR: dict[str, Any] = {
    "type": "string",
    "title": "收款账号后四位",
    "description": "The last four digits of the account that is paid to",
    "pattern": "^[0-9]{4}$",
    "x-pattern": {"zh": "应为4位数字", "en": "must be 4 digits"},
    "x-folded": True,
}

PAID_BY = frozenset({"payee_check", "payment_release", "payment_confirmation"})
"""The tasks in which finance lets an award be paid."""
BEFORE_TREASURY = frozenset({*PAID_BY, "standing_check", "resumption_confirmation"})
"""The tasks of a payment the treasury was not told of: they end with it, when it is given up."""


_GO_ON: Mapping[str, Text] = {DisbursementEvent.PAYMENT_RESUMED: Text("准予继续拨付", "Go on with it")}
_GO_ON_BY_TWO: Mapping[str, Text] = {
    DisbursementEvent.RESUMPTION_ASKED: Text("提请继续拨付（报第二人）", "Ask to go on with it all the same")
}
_ANYWAY: Mapping[str, Text] = {
    DisbursementEvent.PAYEE_REFUSED: Text("更换收款账户后拨付", "Pay to another account"),
    DisbursementEvent.PAYMENT_ENDED: Text("停止拨付，不再支持", "End it; nothing is paid"),
}


def of_check(*, due_otherwise: bool) -> Mapping[str, Text]:
    """Return what one approver may decide of a payment that is held.

    Args:
        due_otherwise: Whether what the award rests on was changed by its source: then it takes two to pay it as it is.
    """
    return {**(_GO_ON_BY_TWO if due_otherwise else _GO_ON), **_ANYWAY}


_LOOKED_AT = Text("拨付前核查发现的情况，审批人正在审查。", "An approver looks at what was found before the payment.")
_STANDING_CHECK = TaskKind(
    "standing_check",
    Text("审批是否继续拨付", "Say whether the payment goes on"),
    Role.APPROVER,
    duty=Duty.REVIEW,
    not_again=("reconsideration", "quality_check", "doubt_decision"),
    working_days=10,
    decisions={**_GO_ON, **_GO_ON_BY_TWO, **_ANYWAY},
    fields={"reason": REASON},
    required=("reason",),
    next_step=_LOOKED_AT,
)
_RESUMPTION_CONFIRMATION = TaskKind(
    "resumption_confirmation",
    Text("继续拨付（第二人）", "Agree to go on with the payment (second approver)"),
    Role.APPROVER,
    duty=Duty.REVIEW,
    not_again=("reconsideration", "quality_check", "doubt_decision", "standing_check"),
    # It decides nothing of the award: of three approvers two may have decided that, and the third asks here.
    also_by=(Duty.DECIDE, Duty.COUNTERSIGN),
    working_days=10,
    decisions={
        DisbursementEvent.PAYMENT_RESUMED: Text("同意继续拨付", "Go on with it"),
        DisbursementEvent.RESUMPTION_REFUSED: Text("不同意，重新审批", "Do not; decide again"),
    },
    fields={"reason": OFFICE_REASON},
    required=("reason",),
    next_step=_LOOKED_AT,
)
PAYING: tuple[TaskKind, ...] = (
    TaskKind(
        "payee_check",
        Text("核对收款账户", "Check the account"),
        Role.FINANCE,
        duty=Duty.CHECK,
        working_days=5,
        decisions={
            DisbursementEvent.PAYEE_ACCEPTED: Text("可以付至该账户", "Pay to this account"),
            DisbursementEvent.PAYEE_REFUSED: Text("请申请单位更正账户", "Ask for another account"),
        },
        fields={"reason": REASON},
        required=("reason",),
    ),
    TaskKind(
        "payment_release",
        Text("拨款申请", "Release the payment"),
        Role.FINANCE,
        duty=Duty.RELEASE,
        working_days=10,
        decisions={DisbursementEvent.PAYMENT_RELEASED: Text("提交拨款", "Release")},
        fields={"note": OPINION},
    ),
    TaskKind(
        "payment_confirmation",
        Text("拨付复核", "Confirm the payment"),
        Role.FINANCE,
        duty=Duty.CONFIRM,
        working_days=10,
        decisions={
            DisbursementEvent.PAYMENT_CONFIRMED: Text("复核通过", "Confirm"),
            DisbursementEvent.PAYMENT_SENT_BACK: Text("退回", "Send back"),
        },
        fields={"last_four": LAST_FOUR, "reason": OFFICE_REASON},
        required_for={DisbursementEvent.PAYMENT_CONFIRMED: ("last_four",), DisbursementEvent.PAYMENT_SENT_BACK: ("reason",)},
        # Whoever sent it back reads that again once it comes again, with what was said of the account.
        after=("payment_confirmation", "payee_check"),
    ),
    _STANDING_CHECK,
    _RESUMPTION_CONFIRMATION,
    TaskKind(
        "payment_investigation",
        Text("核实国库回执", "Look into the treasury's answer"),
        Role.FINANCE,
        duty=Duty.RELEASE,
        working_days=10,
        decisions={DisbursementEvent.TREASURY_CORRECTED: Text("已核实，重新查询", "Settled, ask again")},
        fields={"note": OPINION},
        required=("note",),
    ),
    TaskKind(
        "new_account",
        Text("更正收款账户", "Give another account"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=20,
        decisions={DisbursementEvent.ACCOUNT_SUPPLIED: Text("提交新账户", "Submit the new account")},
        fields={"account": ACCOUNT},
        required=("account",),
        next_step=Text("收款账户有误，请更正。", "The account cannot be paid to; please give another account."),
    ),
)
"""The steps of a payment: of an application, and of the supplement that a re-decision finds due."""
