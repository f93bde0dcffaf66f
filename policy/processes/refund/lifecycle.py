"""退付的生命周期。The refund process: what came in and nobody owed is paid back to its payer, by two people and the treasury.

What somebody pays of a demand although it was waived or written off may be counted as repaid of it instead, by two people as well.

The treasury is told, asked and heard as for every payment (`policy.processes.disbursement`), so its events go by the same names. What of an
award a bank returned, and its enterprise never had, is looked at before it is paid as every award is.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.disbursement.steps import DisbursementEvent, Paying, standing_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where a refund stands."""

    DRAFT = "draft"
    PAYMENT = "payment"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What happened to a refund besides what happens to every payment, in the past tense."""

    REFUND_OPENED = "refund_opened"
    REFUND_CANCELLED = "refund_cancelled"
    COUNTING_ASKED = "counting_asked"
    COUNTING_REFUSED = "counting_refused"
    RECEIPT_COUNTED = "receipt_counted"


STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("尚未提出。", "Not asked for yet.")),
    Stage.PAYMENT: StageRow(
        Text("退付办理", "Being paid back"), Text("财务正在办理退付。", "Finance is paying the money back."), attended=True
    ),
    # A bank may return what was paid back, also days later.
    Stage.REFUNDED: StageRow(Text("已退付", "Paid back"), Text("款项已退付。", "The money was paid back."), watched=True),
    Stage.CANCELLED: StageRow(
        Text("未退付", "Not paid back"),
        # How it ended says what becomes of the money (`policy.processes.refund.told`).
        Text("本次未予退付。", "It was not paid back this time."),
        terminal=True,
    ),
}

_PAYMENT = (Stage.PAYMENT,)
_ENDED = Text("{number}经审查停止退付，款项仍列应退。", "{number} is not paid back for now; the money is owed back still.")
_ENDED_FOR_PAYER = Text(
    "{number}经审查停止退付，款项仍列应退；理由和救济途径见停止退付通知书。",
    "{number} is not paid back for now; the money is owed back still. Its notice says why, and how to contest that.",
)
_LOOKED_AT = standing_steps(Paying(Stage.PAYMENT, Stage.REFUNDED, Stage.CANCELLED, (), Role.APPLICANT))

STEPS: Mapping[str, Step] = {
    Event.REFUND_OPENED: Step(
        Text("提出退付", "Refund opened"),
        leads={Stage.DRAFT: Stage.PAYMENT},
        opens=("refund_release",),
        asked_by=Role.FINANCE,
        duty=Duty.FUND,
    ),
    Event.REFUND_CANCELLED: Step(
        Text("撤回退付", "Refund cancelled"),
        leads={Stage.PAYMENT: Stage.CANCELLED},
    ),
    # What is owed back settles what is demanded of the same payer: where that stands, nobody is asked for what we hold of theirs.
    DisbursementEvent.PAYMENT_OVERTAKEN: Step(
        Text("先行抵扣，终止退付", "Overtaken by a demand"),
        leads={Stage.PAYMENT: Stage.CANCELLED},
        tells={
            role: Text(
                "{number}：应退款项先抵作{demands}的退缴资金，本次退付终止；其余仍列应退。",
                "{number}: what is owed back settles {demands} first, and this refund ends; the rest is owed back still.",
            )
            for role in (Role.FINANCE, Role.APPLICANT)
        },
    ),
    # Whoever pays what was waived or written off may have that counted: by two people, as every receipt.
    Event.COUNTING_ASKED: Step(
        Text("提请抵作退缴", "Asked to count it as repaid"),
        stays=_PAYMENT,
        opens=("counting_confirmation",),
    ),
    Event.COUNTING_REFUSED: Step(
        Text("不同意抵作退缴", "Counting it not agreed to"),
        stays=_PAYMENT,
        opens=("refund_release",),
    ),
    Event.RECEIPT_COUNTED: Step(
        Text("抵作退缴", "Counted as repaid"),
        leads={Stage.PAYMENT: Stage.CANCELLED},
        tells={
            Role.APPLICANT: Text(
                "{number}：应退款项中{counted}已抵作{demands}的退缴资金（此前已减免或者核销），不再退付。",
                "{number}: of what was owed back, {counted} counts as repaid of {demands}, which had been given up, and is not paid back.",
            )
        },
    ),
    DisbursementEvent.PAYEE_ACCEPTED: Step(
        Text("退付账户核对通过", "Account accepted"),
        stays=_PAYMENT,
        opens=("refund_release",),
    ),
    DisbursementEvent.PAYEE_REFUSED: Step(
        Text("退付账户核对未通过", "Account not accepted"),
        stays=_PAYMENT,
        opens=("refund_account",),
    ),
    DisbursementEvent.PAYMENT_RELEASED: Step(
        Text("提交退付", "Refund released"),
        stays=_PAYMENT,
        opens=("refund_confirmation",),
    ),
    DisbursementEvent.PAYMENT_SENT_BACK: Step(
        Text("退付复核退回", "Refund sent back"),
        stays=_PAYMENT,
        opens=("refund_release",),
    ),
    DisbursementEvent.PAYMENT_CONFIRMED: Step(
        Text("退付复核通过", "Refund confirmed"),
        stays=_PAYMENT,
    ),
    DisbursementEvent.RELEASE_OUTDATED: Step(
        Text("退付内容有变，退回提交", "Not what was released"),
        stays=_PAYMENT,
        opens=("refund_release",),
        tells={
            Role.FINANCE: Text(
                "{number}的退付内容与提交时不一致，已退回，请重新提交。",
                "What {number} would be paid back is not what was released; please release it anew.",
            )
        },
    ),
    **_LOOKED_AT,
    DisbursementEvent.PAYMENT_ENDED: Step(
        Text("停止退付", "Refund ended"),
        leads={Stage.PAYMENT: Stage.CANCELLED},
        tells={Role.APPLICANT: _ENDED_FOR_PAYER, Role.FINANCE: _ENDED},
    ),
    DisbursementEvent.PAYMENT_INSTRUCTED: Step(
        Text("已向国库发出退付指令", "Treasury instructed"),
        stays=_PAYMENT,
    ),
    DisbursementEvent.TREASURY_MISMATCHED: Step(
        Text("国库回执不符", "The treasury differs"),
        stays=_PAYMENT,
        opens=("refund_investigation",),
        tells={
            Role.FINANCE: Text(
                "{number}的国库回执金额或收款人不符，请核实。",
                "The treasury's amount or payee for {number} differs; please look into it.",
            )
        },
    ),
    DisbursementEvent.TREASURY_CORRECTED: Step(
        Text("国库回执已核实", "The difference was settled"),
        stays=_PAYMENT,
    ),
    DisbursementEvent.TREASURY_FELL_SILENT: Step(
        Text("国库逾期未回执", "The treasury fell silent"),
        stays=_PAYMENT,
        tells={Role.FINANCE: Text("{number}的退付指令逾期未见回执。", "The treasury has not reported on {number} in time.")},
    ),
    DisbursementEvent.PAID: Step(
        Text("已退付", "Paid back"),
        leads={Stage.PAYMENT: Stage.REFUNDED},
        tells={Role.APPLICANT: Text("{number}款项已退付，见退付通知书。", "{number} was paid back; see its notice.")},
    ),
    DisbursementEvent.BANK_RETURNED: Step(
        Text("银行退回", "Returned by the bank"),
        leads={Stage.REFUNDED: Stage.PAYMENT},
        stays=_PAYMENT,
        opens=("refund_account",),
        tells={
            Role.FINANCE: Text(
                "{number}的退付款被银行退回，须更正收款账户。", "The bank returned the refund {number}; another account is needed."
            )
        },
    ),
    DisbursementEvent.ACCOUNT_SUPPLIED: Step(
        Text("更正账户", "Another account given"),
        stays=_PAYMENT,
        opens=("refund_release",),
    ),
}

REFUND = Lifecycle(
    name="refund",
    workflow="Refund",
    title=Text("退付", "Refund"),
    stages=STAGES,
    steps=STEPS,
)
