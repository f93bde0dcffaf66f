"""分期拨付的生命周期。The process of a later part of an award: when its day comes, or its condition is shown to hold, it is paid.

It was decided, published and obligated with its award, so nobody decides on it anew. What has to hold is reported by the enterprise,
checked by an officer by a paper and approved by another; that it is not paid takes two people as well, once the enterprise was heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.disbursement.steps import UNDER_WAY, Paying, disbursement_steps
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where a later part of an award stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    REPORT = "report"
    CHECK = "check"
    APPROVAL = "approval"
    HEARING = "hearing"
    FORFEITURE = "forfeiture"
    PAYMENT = "payment"
    PAID = "paid"
    FORFEITED = "forfeited"
    DROPPED = "dropped"
    ENDED = "ended"


class Event(StrEnum):
    """What happened to a later part of an award besides what happens to every payment, in the past tense."""

    SET_APART = "set_apart"
    CONDITION_ASKED = "condition_asked"
    CONDITION_REPORTED = "condition_reported"
    REPORT_MISSED = "report_missed"
    CONDITION_FOUND = "condition_found"
    REPORT_SENT_BACK = "report_sent_back"
    CONDITION_QUESTIONED = "condition_questioned"
    PART_APPROVED = "part_approved"
    PART_DUE = "part_due"
    FORFEITURE_PROPOSED = "forfeiture_proposed"
    STATEMENT_MADE = "statement_made"
    STATEMENT_WAIVED = "statement_waived"
    STATEMENT_LAPSED = "statement_lapsed"
    FORFEITED = "forfeited"
    FORFEITURE_REFUSED = "forfeiture_refused"
    PART_REDUCED = "part_reduced"
    PART_DROPPED = "part_dropped"
    PART_FELL = "part_fell"


UNPAID: Final = (Stage.WAITING, Stage.REPORT, Stage.CHECK, Stage.APPROVAL, Stage.HEARING, Stage.FORFEITURE)
"""In these nobody has begun to pay it: what is not due of its award is taken off it first."""
OPEN: Final = frozenset({*UNPAID, Stage.PAYMENT})
"""In these it is still to be paid."""

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("首期尚未拨付。", "The first part is not paid yet.")),
    Stage.WAITING: StageRow(Text("未到期", "Not due yet"), Text("到期后办理拨付。", "It is paid once its day has come.")),
    Stage.REPORT: StageRow(
        Text("待报条件", "Condition to be reported"),
        Text(
            "拨付条件满足后，请在期限内上传证明材料并申报；逾期未满足的，本期资金经审批不再拨付。",
            "Upload what proves that its condition holds, and report it in time; where it does not, this part is not paid.",
        ),
        attended=True,
        holdable=True,
    ),
    Stage.CHECK: StageRow(
        Text("条件核对", "Condition being checked"),
        Text("经办人正在核对拨付条件。", "An officer checks whether its condition holds."),
        attended=True,
        holdable=True,
    ),
    Stage.APPROVAL: StageRow(
        Text("条件审定", "Approval"), Text("等待审批人审定。", "An approver decides on it."), attended=True, holdable=True
    ),
    Stage.HEARING: StageRow(
        Text("陈述申辩", "Hearing"),
        Text("拟不再拨付本期资金，请在期限内陈述意见。", "This part is not to be paid; say in time what speaks against it."),
        attended=True,
    ),
    Stage.FORFEITURE: StageRow(
        Text("审定不再拨付", "Forfeiture being decided"),
        Text("等待审批人决定是否不再拨付。", "An approver decides whether it is not paid."),
        attended=True,
    ),
    Stage.PAYMENT: StageRow(Text("拨付", "Payment"), UNDER_WAY, attended=True, holdable=True),
    # A bank may return what was paid, also days later.
    Stage.PAID: StageRow(Text("已拨付", "Paid"), Text("本期资金已拨付。", "This part was paid."), watched=True),
    Stage.FORFEITED: StageRow(
        Text("不再拨付", "Forfeited"),
        Text(
            "拨付条件未满足，本期资金不再拨付，理由和救济途径见通知书。",
            "Its condition does not hold: it is not paid; its letter says why.",
        ),
        terminal=True,
    ),
    Stage.DROPPED: StageRow(
        Text("已核减", "Not due any more"), Text("按再决定，本期资金不再拨付。", "By a re-decision this part is not due."), terminal=True
    ),
    Stage.ENDED: StageRow(
        Text("停止拨付", "Ended"),
        Text("本期资金已停止拨付，理由和救济途径见通知书。", "This part is not paid after all; its letter says why."),
        terminal=True,
    ),
}
# Of the re-decision, which asks for what follows of it.
_DECIDED_ANEW: Final = ("redecided",)


def _heard(zh: str, en: str, *, hands_in: bool = False) -> Step:
    """Return the row of how a hearing ended, after which an approver decides."""
    said = Text(f"{{number}}拟不再拨付，{zh}，请审定。", f"{{number}} is not to be paid, {en}; please decide.")
    return Step(
        Text(zh, en[0].upper() + en[1:]),
        leads={Stage.HEARING: Stage.FORFEITURE},
        opens=("forfeiture_decision",),
        tells={Role.APPROVER: said},
        hands_in=hands_in,
    )


STEPS: Mapping[str, Step] = {
    Event.SET_APART: Step(Text("列入分期", "Set apart"), leads={Stage.DRAFT: Stage.WAITING}),
    Event.CONDITION_ASKED: Step(
        Text("待报拨付条件", "Condition asked for"),
        leads={Stage.WAITING: Stage.REPORT},
        opens=("instalment_report",),
        tells={
            Role.APPLICANT: Text(
                "{number}：“{item}”支持资金的第{part}期{amount}在条件满足后拨付，条件为：{condition}。请在{due}前申报。",
                "{number}: part {part} of {item}, {amount}, is paid once this holds: {condition}. Please report it by {due}.",
            )
        },
    ),
    Event.CONDITION_REPORTED: Step(
        Text("申报条件已满足", "Condition reported"),
        leads={Stage.REPORT: Stage.CHECK},
        opens=("instalment_check",),
        hands_in=True,
        tells={Role.OFFICER: Text("{number}申报拨付条件已满足，请核对。", "The condition of {number} was reported; please check it.")},
    ),
    Event.REPORT_MISSED: Step(
        Text("逾期未申报", "Not reported in time"),
        leads={Stage.REPORT: Stage.CHECK},
        opens=("instalment_check",),
        tells={
            Role.OFFICER: Text("{number}逾期未申报拨付条件，请核对。", "Nothing was reported for {number} in time; please look into it."),
            Role.APPLICANT: Text(
                "{number}：逾期未申报拨付条件，由经办人核对后办理。", "{number}: nothing was reported in time; an officer looks into it."
            ),
        },
    ),
    Event.CONDITION_FOUND: Step(
        Text("核对条件满足", "Condition found to hold"),
        leads={Stage.CHECK: Stage.APPROVAL},
        opens=("instalment_approval",),
        tells={
            Role.APPROVER: Text("{number}的拨付条件经核对满足，请审定。", "The condition of {number} was found to hold; please decide.")
        },
    ),
    Event.REPORT_SENT_BACK: Step(
        Text("退回补充申报", "To be reported again"),
        leads={Stage.CHECK: Stage.REPORT},
        opens=("instalment_report",),
        tells={
            Role.APPLICANT: Text(
                "{number}：拨付条件尚未核对满足，请在期限内补充申报。理由：{reason}",
                "{number}: its condition was not shown to hold yet; please report it again in time. The reason is: {reason}",
            )
        },
    ),
    Event.CONDITION_QUESTIONED: Step(
        Text("退回核对", "Sent back to be checked"),
        leads={Stage.APPROVAL: Stage.CHECK},
        opens=("instalment_check",),
        tells={Role.OFFICER: Text("{number}已退回，请重新核对。", "{number} was sent back; please check it again.")},
    ),
    Event.PART_APPROVED: Step(
        Text("同意拨付", "Approved"),
        leads={Stage.APPROVAL: Stage.PAYMENT},
        opens=("payment_release",),
        tells={
            Role.APPLICANT: Text("{number}的拨付条件经审定满足，进入拨付。", "The condition of {number} holds; it is being paid."),
            Role.FINANCE: Text("{number}待拨付。", "{number} waits to be paid."),
        },
    ),
    Event.PART_DUE: Step(
        Text("到期拨付", "Due"),
        leads={Stage.WAITING: Stage.PAYMENT},
        opens=("payment_release",),
        tells={Role.FINANCE: Text("{number}已到期，待拨付。", "{number} is due and waits to be paid.")},
    ),
    Event.FORFEITURE_PROPOSED: Step(
        Text("提请不再拨付", "Forfeiture proposed"),
        leads={Stage.CHECK: Stage.HEARING},
        opens=("forfeiture_statement",),
        tells={
            Role.APPLICANT: Text(
                "{number}：拟不再拨付本期资金，请在期限内陈述意见。理由：{reason}",
                "{number}: this part is not to be paid; please say in time what speaks against it. The reason is: {reason}",
            )
        },
    ),
    Event.STATEMENT_MADE: _heard("单位有陈述意见", "the enterprise made a statement", hands_in=True),
    Event.STATEMENT_WAIVED: _heard("单位无异议", "the enterprise has no objection"),
    Event.STATEMENT_LAPSED: _heard("单位逾期未陈述意见", "nothing was said in time"),
    Event.FORFEITED: Step(
        Text("决定不再拨付", "Forfeited"),
        leads={Stage.FORFEITURE: Stage.FORFEITED},
        tells={
            Role.APPLICANT: Text("{number}：决定不再拨付本期资金，见通知书。", "{number}: this part is not paid; see the letter."),
            Role.FINANCE: Text("{number}不再拨付，预算已释放。", "{number} is not paid; its money is free again."),
        },
    ),
    Event.FORFEITURE_REFUSED: Step(
        Text("不同意不再拨付", "Forfeiture refused"),
        leads={Stage.FORFEITURE: Stage.CHECK},
        opens=("instalment_check",),
        tells={
            Role.OFFICER: Text("{number}未获同意不再拨付，请重新核对。", "{number} is not forfeited; please check it again."),
            Role.APPLICANT: Text(
                "{number}：不再拨付的提请未获同意，继续核对拨付条件。", "{number}: it is not forfeited; its condition is checked further."
            ),
        },
    ),
    # What is not due by a re-decision is taken off what is unpaid first, the part that is due last before the others.
    Event.PART_REDUCED: Step(
        Text("按再决定核减", "Reduced by a re-decision"),
        stays=UNPAID,
        asked_by=Role.SYSTEM,
        follows=_DECIDED_ANEW,
        while_held=True,
        tells={
            Role.APPLICANT: Text("{number}：按再决定，本期资金核减为{amount}。", "{number}: by a re-decision this part comes to {amount}.")
        },
    ),
    Event.PART_DROPPED: Step(
        Text("按再决定不再拨付", "Dropped by a re-decision"),
        leads=dict.fromkeys(UNPAID, Stage.DROPPED),
        asked_by=Role.SYSTEM,
        follows=_DECIDED_ANEW,
        while_held=True,
        tells={Role.APPLICANT: Text("{number}：按再决定，本期资金不再拨付。", "{number}: by a re-decision this part is not paid.")},
    ),
    Event.PART_FELL: Step(
        Text("不应再拨付", "Not due any more"),
        leads={Stage.PAYMENT: Stage.ENDED},
        tells={
            Role.APPLICANT: Text(
                "{number}：该项支持的情况已变动，本期资金不再拨付，理由和救济途径见通知书。",
                "{number}: its award is not what it was, so that this part is not paid; its letter says why, and how to contest that.",
            ),
            Role.FINANCE: Text("{number}不再拨付，预算已释放。", "{number} is not paid; its money is free again."),
        },
    ),
    **disbursement_steps(
        Paying(
            payment=Stage.PAYMENT,
            paid=Stage.PAID,
            ended=Stage.ENDED,
            ended_opens=(),
            payee=Role.APPLICANT,
            ended_tells=Text(
                "{number}已停止拨付，本期资金不再拨付，理由和救济途径见通知书。",
                "{number} is not paid after all; its letter says why, and how to contest that.",
            ),
        )
    ),
}

INSTALMENT = Lifecycle(
    name="instalment",
    workflow="Instalment",
    title=Text("分期拨付", "Instalment"),
    stages=STAGES,
    steps=STEPS,
)
