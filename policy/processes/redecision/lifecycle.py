"""再决定的生命周期。The re-decision process: an officer proposes corrected facts with their proof, an approver decides, and money follows.

Whoever would lose by it is heard first. What rests on figures that have changed meanwhile goes back to the officer. A supplement goes on
public notice and is paid as every award is (`policy.processes.notice`, `policy.processes.disbursement`); so does what is added to an award
that is not paid yet, which is paid in the greater amount once the notice is clear; a debt is asked for by a clawback.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.disbursement.steps import UNDER_WAY, Paying, disbursement_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.processes.notice.steps import Published, notice_steps
from policy.text import Text


class Stage(StrEnum):
    """Where a re-decision stands."""

    DRAFT = "draft"
    REASSESSMENT = "reassessment"
    HEARING = "hearing"
    DECISION = "decision"
    PROPOSAL = "proposal"
    EXECUTION = "execution"
    ADJUSTMENT = "adjustment"
    DEMAND = "demand"
    RELIEF = "relief"
    PUBLIC_NOTICE = "public_notice"
    OBJECTION = "objection"
    PAYMENT = "payment"
    SUPPLEMENTED = "supplemented"
    ADJUSTED = "adjusted"
    RECLAIMED = "reclaimed"
    RELIEVED = "relieved"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Event(StrEnum):
    """What happened to a re-decision besides what happens to every payment, in the past tense."""

    PROPOSED = "proposed"
    FOUND_NOT_LESS = "found_not_less"
    FOUND_LESS = "found_less"
    STATEMENT_MADE = "statement_made"
    STATEMENT_WAIVED = "statement_waived"
    STATEMENT_LAPSED = "statement_lapsed"
    REDECIDED = "redecided"
    REDECISION_REFUSED = "redecision_refused"
    REDECISION_SENT_BACK = "redecision_sent_back"
    BASIS_CHANGED = "basis_changed"
    REPROPOSED = "reproposed"
    WITHDRAWAL_ASKED = "withdrawal_asked"
    WITHDRAWAL_REFUSED = "withdrawal_refused"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    SUPPLEMENT_DUE = "supplement_due"
    SUPPLEMENT_PAYABLE = "supplement_payable"
    DEBT_FOUND = "debt_found"
    DEBT_DEMANDED = "debt_demanded"
    AMOUNT_TO_CHANGE = "amount_to_change"
    AMOUNT_CHANGED = "amount_changed"
    UNPAID_REDUCED = "unpaid_reduced"
    RECALLED = "recalled"
    RELIEF_DUE = "relief_due"
    DEMANDS_LOWERED = "demands_lowered"
    RELIEVED = "relieved"
    CORRECTED = "corrected"
    NOTHING_DUE = "nothing_due"


# Where a re-decision is over, also one whose payment a bank may still return.
OVER = frozenset(
    {
        Stage.DRAFT,
        Stage.SUPPLEMENTED,
        Stage.ADJUSTED,
        Stage.RECLAIMED,
        Stage.RELIEVED,
        Stage.UNCHANGED,
        Stage.REFUSED,
        Stage.WITHDRAWN,
        Stage.ENDED,
    }
)
# In these nothing stands of what a re-decision was decided by, if it ever was: it is proposed anew, or came to nothing.
FALLEN = frozenset(
    {
        Stage.REASSESSMENT,
        Stage.HEARING,
        Stage.DECISION,
        Stage.PROPOSAL,
        Stage.REFUSED,
        Stage.WITHDRAWN,
        Stage.ENDED,
    }
)
# In these it was decided, and what is not paid yet still is to follow: nothing of its award is paid meanwhile.
FOLLOWED_NEXT = frozenset({Stage.EXECUTION, Stage.ADJUSTMENT})
# In these what it found stands; not where that went back, or was not paid after all.
STANDING = frozenset(
    {
        Stage.PUBLIC_NOTICE,
        Stage.OBJECTION,
        Stage.ADJUSTMENT,
        Stage.PAYMENT,
        Stage.SUPPLEMENTED,
        Stage.ADJUSTED,
        Stage.DEMAND,
        Stage.RECLAIMED,
        Stage.RELIEVED,
        Stage.UNCHANGED,
    }
)
NOT_RECLAIMED: Final = Text("多拨付的资金经审定不要求退回，无需退缴。", "What was paid too much is not asked back: nothing has to be paid.")
NOT_ASKED: Final = Text(
    "支持金额已按再决定更正；多拨付的资金按实施细则不予追回，无需退缴。",
    "The award was corrected as decided; by the implementing rule what was paid too much is not asked back: nothing has to be paid.",
)
PAID_AS_ADJUSTED: Final = Text(
    "支持金额已按再决定调整，尚未拨付的按调整后的金额拨付。", "The award was changed; what is not paid yet is paid in the changed amount."
)
# What is decided on, or paid, in these rests on figures that may change meanwhile.
_RESTS_ON_FIGURES = (Stage.HEARING, Stage.DECISION, Stage.ADJUSTMENT, Stage.RELIEF, Stage.PAYMENT)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("尚未提出。", "Not proposed yet.")),
    Stage.REASSESSMENT: StageRow(
        Text("重新核定", "Reassessment"),
        Text("正在重新核定。", "The award is assessed once more."),
        automatic=True,
    ),
    Stage.HEARING: StageRow(
        Text("陈述申辩", "Hearing"),
        Text("请在期限内对拟作出的再决定陈述意见。", "Say in time what speaks against the re-decision."),
        attended=True,
    ),
    Stage.DECISION: StageRow(Text("再决定审定", "Decision"), Text("等待审批人作出决定。", "An approver decides."), attended=True),
    Stage.PROPOSAL: StageRow(
        Text("重新提出", "Proposed again"),
        Text("经办人正在重新提出再决定。", "An officer looks at the proposal again."),
        attended=True,
    ),
    Stage.EXECUTION: StageRow(Text("执行", "Carried out"), Text("正在执行再决定。", "The re-decision is carried out."), automatic=True),
    Stage.ADJUSTMENT: StageRow(
        Text("调整拨付金额", "Adjustment"), Text("正在调整尚未拨付的金额。", "What is not paid yet is changed."), automatic=True
    ),
    Stage.DEMAND: StageRow(Text("提出追回", "Demand"), Text("正在提出追回。", "The clawback is being proposed."), automatic=True),
    Stage.RELIEF: StageRow(
        Text("调减追回", "Demands lowered"),
        Text("正在调减或者撤销原追回。", "Earlier demands are lowered or withdrawn."),
        automatic=True,
    ),
    Stage.PUBLIC_NOTICE: StageRow(
        Text("公示", "Public notice"),
        Text("拟补充或者增加的支持资金正在公示。", "What is to be paid besides is on public notice."),
        timed=True,
    ),
    Stage.OBJECTION: StageRow(
        Text("异议处理", "Objection"),
        Text("公示期间收到异议，正在核实。", "An objection to the notice is examined."),
        attended=True,
    ),
    Stage.PAYMENT: StageRow(Text("补充拨付", "Supplement being paid"), UNDER_WAY, attended=True),
    # A bank may return what was paid, also days later.
    Stage.SUPPLEMENTED: StageRow(
        Text("已补充拨付", "Supplement paid"), Text("补充支持资金已拨付。", "The supplement was paid."), watched=True
    ),
    Stage.ADJUSTED: StageRow(
        Text("已调整", "Adjusted"),
        Text("支持金额已按再决定调整。", "The award was changed."),
        terminal=True,
    ),
    Stage.RECLAIMED: StageRow(
        Text("已提出追回", "Demanded back"), Text("多拨付的资金由追回办理。", "A clawback asks for what was paid too much."), terminal=True
    ),
    Stage.RELIEVED: StageRow(
        Text("已调减追回", "Less demanded back"),
        Text("原要求退缴、尚未退回的资金已调减或者不再退缴。", "What was demanded back and not paid yet was lowered or withdrawn."),
        terminal=True,
    ),
    Stage.UNCHANGED: StageRow(Text("金额不变", "Unchanged"), Text("支持金额不变。", "The amount stays as it is."), terminal=True),
    Stage.REFUSED: StageRow(Text("维持原决定", "Refused"), Text("维持原支持决定。", "The decision stands as it was."), terminal=True),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("再决定的提请已撤回。", "The proposal was withdrawn."), terminal=True),
    Stage.ENDED: StageRow(Text("停止补充拨付", "Ended"), Text("补充支持资金不再拨付。", "The supplement is not paid."), terminal=True),
}

STEPS: Mapping[str, Step] = {
    Event.PROPOSED: Step(
        Text("提请再决定", "Re-decision proposed"),
        leads={Stage.DRAFT: Stage.REASSESSMENT},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.FOUND_NOT_LESS: Step(
        Text("重新核定金额不减", "Found not to be less"),
        leads={Stage.REASSESSMENT: Stage.DECISION},
        opens=("redecision_decision",),
        tells={Role.APPROVER: Text("再决定{number}待审定。", "Re-decision {number} waits for its decision.")},
    ),
    Event.FOUND_LESS: Step(
        Text("重新核定金额减少", "Found to be less"),
        leads={Stage.REASSESSMENT: Stage.HEARING},
        opens=("redecision_statement",),
        tells={
            Role.APPLICANT: Text(
                "{number}：经重新核定，拟调减“{item}”支持金额，见拟作再决定的告知书，请在期限内陈述意见。",
                "{number}: less of {item} would be due, as its letter says; please say in time what speaks against it.",
            )
        },
    ),
    Event.STATEMENT_MADE: Step(
        Text("提交陈述意见", "Statement made"),
        leads={Stage.HEARING: Stage.DECISION},
        opens=("redecision_decision",),
        tells={
            Role.APPROVER: Text("再决定{number}待审定，单位有陈述意见。", "Re-decision {number} waits; the enterprise made a statement.")
        },
    ),
    Event.STATEMENT_WAIVED: Step(
        Text("无异议", "No objection"),
        leads={Stage.HEARING: Stage.DECISION},
        opens=("redecision_decision",),
        tells={Role.APPROVER: Text("再决定{number}待审定，单位无异议。", "Re-decision {number} waits; the enterprise has no objection.")},
    ),
    Event.STATEMENT_LAPSED: Step(
        Text("逾期未陈述意见", "No statement in time"),
        leads={Stage.HEARING: Stage.DECISION},
        opens=("redecision_decision",),
        tells={Role.APPROVER: Text("再决定{number}待审定，单位逾期未陈述意见。", "Re-decision {number} waits; nothing was said in time.")},
    ),
    Event.REDECIDED: Step(
        Text("作出再决定", "Decided anew"),
        leads={Stage.DECISION: Stage.EXECUTION},
        tells={
            Role.APPLICANT: Text(
                "{number}：已对“{item}”支持作出再决定，见再决定通知书。", "{number}: {item} was decided anew; see the letter."
            )
        },
    ),
    Event.REDECISION_REFUSED: Step(
        Text("维持原决定", "Decision stands"),
        leads={Stage.DECISION: Stage.REFUSED},
        tells={Role.OFFICER: Text("再决定{number}未获同意，维持原决定。", "Re-decision {number} was refused; the decision stands.")},
    ),
    Event.REDECISION_SENT_BACK: Step(
        Text("退回重新提出", "Sent back"),
        leads={Stage.DECISION: Stage.PROPOSAL},
        opens=("redecision_proposal",),
        tells={Role.OFFICER: Text("再决定{number}已退回，请重新提出。", "Re-decision {number} was sent back.")},
    ),
    Event.BASIS_CHANGED: Step(
        Text("所依据的数据已变动", "Basis changed"),
        leads=dict.fromkeys(_RESTS_ON_FIGURES, Stage.PROPOSAL),
        opens=("redecision_proposal",),
        tells={
            Role.OFFICER: Text(
                "再决定{number}所依据的数据已变动，请重新提出。", "What re-decision {number} rests on has changed; propose it again."
            )
        },
    ),
    Event.REPROPOSED: Step(
        Text("重新提请", "Proposed again"),
        leads={Stage.PROPOSAL: Stage.REASSESSMENT},
    ),
    # Somebody found that another amount is due: to drop that takes two, whoever would lose by it.
    Event.WITHDRAWAL_ASKED: Step(
        Text("提请撤回", "Asked to withdraw it"),
        stays=(Stage.PROPOSAL,),
        opens=("withdrawal_confirmation",),
        tells={Role.APPROVER: Text("再决定{number}提请撤回，请审批。", "Withdrawing re-decision {number} needs an approver.")},
    ),
    Event.WITHDRAWAL_REFUSED: Step(
        Text("不同意撤回", "Withdrawal not agreed to"),
        stays=(Stage.PROPOSAL,),
        opens=("redecision_proposal",),
        tells={Role.OFFICER: Text("再决定{number}未获同意撤回，请重新提出。", "Re-decision {number} is not withdrawn; propose it again.")},
    ),
    Event.PROPOSAL_WITHDRAWN: Step(
        Text("撤回提请", "Proposal withdrawn"),
        leads={Stage.PROPOSAL: Stage.WITHDRAWN},
    ),
    Event.SUPPLEMENT_DUE: Step(
        Text("应补充支持", "Supplement due"),
        leads={Stage.EXECUTION: Stage.PUBLIC_NOTICE},
    ),
    # What was to be added to an award that is unpaid is paid by itself where the treasury has paid that meanwhile.
    Event.SUPPLEMENT_PAYABLE: Step(
        Text("补充支持可以拨付", "Supplement may be paid"),
        leads={Stage.EXECUTION: Stage.PAYMENT, Stage.ADJUSTMENT: Stage.PAYMENT},
        opens=("payment_release",),
    ),
    Event.DEBT_FOUND: Step(Text("应退回多拨付的资金", "Debt found"), leads={Stage.EXECUTION: Stage.DEMAND}),
    Event.DEBT_DEMANDED: Step(Text("已提出追回", "Clawback proposed"), leads={Stage.DEMAND: Stage.RECLAIMED}),
    Event.AMOUNT_TO_CHANGE: Step(Text("应调整未拨付金额", "Amount to change"), leads={Stage.EXECUTION: Stage.ADJUSTMENT}),
    Event.AMOUNT_CHANGED: Step(Text("未拨付金额已调整", "Amount changed"), leads={Stage.ADJUSTMENT: Stage.ADJUSTED}),
    # Beside a debt: what a bank returned is not paid again before what was paid besides is asked back.
    Event.UNPAID_REDUCED: Step(Text("未拨付部分已调减", "What is unpaid was reduced"), leads={Stage.ADJUSTMENT: Stage.EXECUTION}),
    # A supplement that the treasury was not told of, or that a bank returned, is given up as it was given: by two people, who decide anew.
    Event.RECALLED: Step(
        Text("收回补充支持，重新提出", "Supplement recalled"),
        leads={Stage.PAYMENT: Stage.PROPOSAL},
        opens=("redecision_proposal",),
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        tells={
            role: Text("再决定{number}的补充支持暂不拨付，须重新提出。", "The supplement of {number} is not paid; it is proposed again.")
            for role in (Role.OFFICER, Role.FINANCE)
        },
    ),
    Event.RELIEF_DUE: Step(Text("应调减原追回", "Relief due"), leads={Stage.EXECUTION: Stage.RELIEF}),
    Event.DEMANDS_LOWERED: Step(Text("原追回已调减", "Demands lowered"), leads={Stage.RELIEF: Stage.EXECUTION}),
    Event.RELIEVED: Step(Text("不再退缴部分资金", "Relieved"), leads={Stage.EXECUTION: Stage.RELIEVED}),
    # Another amount is due, and no money moves: what a rule has not asked back, or what was given up, stays with the enterprise.
    Event.CORRECTED: Step(
        Text("支持金额已更正，不补不退", "Corrected; nothing is paid or asked back"), leads={Stage.EXECUTION: Stage.ADJUSTED}
    ),
    Event.NOTHING_DUE: Step(Text("金额不变", "Nothing due"), leads={Stage.EXECUTION: Stage.UNCHANGED}),
    **notice_steps(
        Published(
            notice=Stage.PUBLIC_NOTICE,
            objection=Stage.OBJECTION,
            cleared=Stage.EXECUTION,
            upheld=Stage.PROPOSAL,
            cleared_opens=(),
            cleared_tells=Text(
                "{number}：补充支持资金公示无异议，按再决定通知书拨付。",
                "{number}: nobody objected to the supplement; it is paid as its letter says.",
            ),
            upheld_opens=("redecision_proposal",),
            upheld_tells=Text(
                "{number}：公示期间收到的异议经核实成立，补充支持资金不予拨付，再决定退回经办人重新办理，见通知书。",
                "{number}: an objection during the notice was examined and upheld; the supplement is not paid, and the re-decision goes "
                "back to the officer; see the letter.",
            ),
        )
    ),
    **disbursement_steps(
        Paying(
            payment=Stage.PAYMENT,
            paid=Stage.SUPPLEMENTED,
            ended=Stage.ENDED,
            ended_opens=(),
            payee=Role.APPLICANT,
            ended_tells=Text(
                "{number}已停止拨付，补充支持资金不再拨付，理由和救济途径见通知书。",
                "{number} is not paid after all; its letter says why, and how to contest that.",
            ),
        )
    ),
}

REDECISION = Lifecycle(
    name="redecision",
    workflow="Redecision",
    title=Text("再决定", "Re-decision"),
    stages=STAGES,
    steps=STEPS,
)
