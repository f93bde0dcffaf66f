"""追回的生命周期。The clawback process: an award, or a part of it, is demanded back, objected to, paid back in parts, enforced or waived.

Sources: the commitment to stay (general term 6); stages and steps are administrative practice (告知、陈述申辩、分期退缴、申请执行).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.clawback.grounds import ground_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.processes.kernel.payer import PayerEvent
from policy.text import Text


class Stage(StrEnum):
    """Where a clawback stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    NOTICED = "noticed"
    OBJECTION = "objection"
    INSTALMENTS = "instalments"
    REPAYMENT = "repayment"
    ARREARS = "arrears"
    ENFORCEMENT = "enforcement"
    SETTLED = "settled"
    WAIVED = "waived"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Event(StrEnum):
    """What happened to a clawback, in the past tense."""

    PROPOSED = "proposed"
    DEMAND_APPROVED = "demand_approved"
    DEMAND_REFUSED = "demand_refused"
    DROPPING_ASKED = "dropping_asked"
    DROPPING_REFUSED = "dropping_refused"
    DEMAND_ACCEPTED = "demand_accepted"
    DEMAND_UNANSWERED = "demand_unanswered"
    DEMAND_DISPUTED = "demand_disputed"
    DISPUTE_DISMISSED = "dispute_dismissed"
    REDUCTION_ASKED = "reduction_asked"
    RELEASE_ASKED = "release_asked"
    RULING_REFUSED = "ruling_refused"
    DEMAND_REDUCED = "demand_reduced"
    DISPUTE_UPHELD = "dispute_upheld"
    INSTALMENTS_ASKED = "instalments_asked"
    INSTALMENTS_GRANTED = "instalments_granted"
    INSTALMENTS_REFUSED = "instalments_refused"
    REPAYMENT_RECORDED = "repayment_recorded"
    REPAYMENT_SENT_BACK = "repayment_sent_back"
    REPAYMENT_CONFIRMED = "repayment_confirmed"
    RECEIPT_REFUTED = "receipt_refuted"
    PAYER_QUESTIONED = PayerEvent.PAYER_QUESTIONED
    PAYER_ACCEPTED = PayerEvent.PAYER_ACCEPTED
    PAYER_REFUSED = PayerEvent.PAYER_REFUSED
    REPAYMENT_BOOKED = "repayment_booked"
    OVERPAID = "overpaid"
    INSTALMENT_MISSED = "instalment_missed"
    ARREARS_CLEARED = "arrears_cleared"
    EXTENDED = "extended"
    HANDED_OVER = "handed_over"
    WAIVER_ASKED = "waiver_asked"
    WAIVER_REFUSED = "waiver_refused"
    WAIVED = "waived"
    COURT_CLOSED = "court_closed"
    WRITE_OFF_REFUSED = "write_off_refused"
    WRITTEN_OFF = "written_off"
    SETTLED = "settled"


# Stages in which money comes in: it is recorded, confirmed by a second person, and believed once the treasury knows it.
PAYING = (Stage.REPAYMENT, Stage.ARREARS, Stage.ENFORCEMENT)
# Stages in which a demand stands, so that it is owed and late days cost interest.
STANDING = frozenset({Stage.INSTALMENTS, *PAYING})
# Stages in which the ground of a demand that was served may shrink: where something of it is being decided, that is decided first.
_SERVED = (Stage.NOTICED, *PAYING)
BEING_DECIDED = (Stage.OBJECTION, Stage.INSTALMENTS)
# While a clawback is in one of these, its enterprise is given nothing new.
OPEN_STAGES = frozenset({Stage.PROPOSED, Stage.NOTICED, Stage.OBJECTION, Stage.INSTALMENTS, *PAYING})
# What is counted as reclaimed, so that no fen is demanded twice: everything but what was never asked for, or wrongly.
DEMANDED = OPEN_STAGES | {Stage.SETTLED, Stage.WAIVED, Stage.CLOSED}
# Of these, what may come to nothing yet, and what nobody may object to any more.
CONTESTABLE = frozenset({Stage.PROPOSED, Stage.NOTICED, Stage.OBJECTION})
BEYOND_OBJECTION = DEMANDED - CONTESTABLE

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("尚未提出。", "Not proposed yet.")),
    Stage.PROPOSED: StageRow(
        Text("追回审批", "Waiting for approval"), Text("等待审批人批准。", "An approver has to agree."), attended=True
    ),
    Stage.NOTICED: StageRow(
        Text("已告知", "Notice served"),
        Text(
            "请在期限内同意退缴、提出申辩或者申请分期退缴；逾期未答复的，视为同意。",
            "Accept, object or ask for instalments in time; silence lets the demand stand.",
        ),
        attended=True,
    ),
    Stage.OBJECTION: StageRow(
        Text("陈述申辩", "Objection"), Text("审批人正在审查申辩。", "An approver rules on the objection."), attended=True
    ),
    Stage.INSTALMENTS: StageRow(
        Text("分期审批", "Instalments asked for"),
        Text("审批人正在审查分期计划。", "An approver looks at the plan of instalments."),
        attended=True,
    ),
    Stage.REPAYMENT: StageRow(
        Text("退缴中", "Repayment"),
        Text("请按期将款项退缴国库，并注明追回编号。", "Pay what is due back to the treasury, naming the clawback's number."),
        attended=True,
    ),
    Stage.ARREARS: StageRow(
        Text("逾期", "In arrears"),
        Text("已逾期，请尽快退缴；逾期可能计收利息。", "A payment was missed; pay it now. Interest may run."),
        attended=True,
    ),
    Stage.ENFORCEMENT: StageRow(
        Text("强制执行", "Enforcement"),
        Text("已申请人民法院强制执行；期间仍可退缴。", "Enforcement is under way; the money may still be paid."),
        attended=True,
    ),
    Stage.SETTLED: StageRow(Text("已结清", "Settled"), Text("应退缴的资金已全部退缴。", "Everything was paid back."), terminal=True),
    Stage.WAIVED: StageRow(Text("已减免", "Waived"), Text("剩余款项已经批准减免。", "The rest was waived."), terminal=True),
    Stage.CANCELLED: StageRow(Text("已撤销", "Cancelled"), Text("无需退缴。", "Nothing has to be paid back."), terminal=True),
    Stage.CLOSED: StageRow(Text("执行终结", "Closed by the court"), Text("执行程序已终结。", "Enforcement has ended."), terminal=True),
}

# "money" opens the task that the money received, or not yet received, calls for.
STEPS: Mapping[str, Step] = {
    Event.PROPOSED: Step(
        Text("提出追回", "Proposed"),
        leads={Stage.DRAFT: Stage.PROPOSED},
        opens=("clawback_approval",),
        tells={Role.APPROVER: Text("追回{number}待审批。", "Clawback {number} waits for approval.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.DEMAND_APPROVED: Step(
        Text("批准追回并送达", "Approved and served"),
        leads={Stage.PROPOSED: Stage.NOTICED},
        opens=("clawback_objection",),
        tells={
            Role.APPLICANT: Text(
                "{number}：“{item}”支持资金应予退缴；{asked}。",
                "{number}: money of {item} is demanded back; {asked}.",
            )
        },
    ),
    Event.DEMAND_REFUSED: Step(
        Text("不批准追回", "Not approved"),
        leads={Stage.PROPOSED: Stage.CANCELLED},
        tells={Role.OFFICER: Text("追回{number}未获批准。", "Clawback {number} was not approved.")},
    ),
    # What a source of record or a re-decision has found is given up by dropping it, which takes two; a breach or a filing is decided anew.
    Event.DROPPING_ASKED: Step(
        Text("提请不予追回", "Asked to drop it"),
        stays=(Stage.PROPOSED,),
        opens=("dropping_confirmation",),
        tells={Role.APPROVER: Text("追回{number}提请不予追回，须第二人同意。", "Dropping clawback {number} needs a second approver.")},
    ),
    Event.DROPPING_REFUSED: Step(
        Text("不同意不予追回", "Dropping not agreed to"),
        stays=(Stage.PROPOSED,),
        opens=("clawback_approval",),
        tells={Role.APPROVER: Text("追回{number}待审批。", "Clawback {number} waits for approval.")},
    ),
    **ground_steps(Stage.PROPOSED, _SERVED, BEING_DECIDED, Stage.CANCELLED),
    Event.DEMAND_ACCEPTED: Step(Text("同意退缴", "Accepted by the enterprise"), leads={Stage.NOTICED: Stage.REPAYMENT}, opens=("money",)),
    Event.DEMAND_UNANSWERED: Step(
        Text("逾期未申辩", "Not answered in time"),
        leads={Stage.NOTICED: Stage.REPAYMENT},
        opens=("money",),
        tells={Role.APPLICANT: Text("{number}逾期未申辩，退缴通知生效。", "{number} was not answered in time; the demand stands.")},
    ),
    Event.DEMAND_DISPUTED: Step(
        Text("提出申辩", "Objected to"),
        leads={Stage.NOTICED: Stage.OBJECTION},
        opens=("clawback_ruling",),
        tells={Role.APPROVER: Text("{number}有申辩，请审查。", "{number} was objected to; please rule on it.")},
    ),
    Event.DISPUTE_DISMISSED: Step(
        Text("申辩不成立", "Objection dismissed"),
        leads={Stage.OBJECTION: Stage.REPAYMENT},
        opens=("money",),
        tells={
            Role.APPLICANT: Text(
                "{number}的申辩不成立，{pay}。理由：{reason}",
                "The objection to {number} was dismissed; {pay}. The reason is: {reason}",
            )
        },
    ),
    # Giving up takes two people, as demanding does.
    Event.REDUCTION_ASKED: Step(
        Text("提请调减", "Reduction asked for"),
        stays=(Stage.OBJECTION,),
        opens=("reduction_confirmation",),
        tells={Role.APPROVER: Text("{number}提请调减金额，须第二人同意。", "A reduction of {number} needs a second approver.")},
    ),
    Event.RELEASE_ASKED: Step(
        Text("提请撤销", "Cancellation asked for"),
        stays=(Stage.OBJECTION,),
        opens=("release_confirmation",),
        tells={Role.APPROVER: Text("{number}提请撤销，须第二人同意。", "Cancelling {number} needs a second approver.")},
    ),
    Event.RULING_REFUSED: Step(Text("不同意审查意见", "Ruling not agreed to"), stays=(Stage.OBJECTION,), opens=("clawback_ruling",)),
    Event.DEMAND_REDUCED: Step(
        Text("申辩部分成立", "Demand reduced"),
        leads={Stage.OBJECTION: Stage.REPAYMENT},
        opens=("money",),
        tells={
            Role.APPLICANT: Text(
                "{number}的申辩部分成立，退缴金额已调减，{pay}。", "The objection to {number} was upheld in part; less is demanded; {pay}."
            )
        },
    ),
    Event.DISPUTE_UPHELD: Step(
        Text("申辩成立", "Objection upheld"),
        leads={Stage.OBJECTION: Stage.CANCELLED},
        tells={
            Role.APPLICANT: Text("{number}的申辩成立，无需退缴。", "The objection to {number} was upheld; nothing has to be paid back."),
            Role.OFFICER: Text("{number}的申辩成立，追回撤销。", "The objection to {number} was upheld; it is cancelled."),
        },
    ),
    # Whoever objected first may still ask, once, while everything is in time.
    Event.INSTALMENTS_ASKED: Step(
        Text("申请分期", "Instalments asked for"),
        leads={Stage.NOTICED: Stage.INSTALMENTS, Stage.REPAYMENT: Stage.INSTALMENTS},
        opens=("instalment_decision",),
        tells={Role.APPROVER: Text("{number}申请分期退缴。", "{number} asks for instalments.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.INSTALMENTS_GRANTED: Step(
        Text("同意分期", "Instalments granted"),
        leads={Stage.INSTALMENTS: Stage.REPAYMENT},
        opens=("money",),
        tells={Role.APPLICANT: Text("{number}的分期计划已同意。", "The instalments of {number} were granted.")},
    ),
    Event.INSTALMENTS_REFUSED: Step(
        Text("不同意分期", "Instalments refused"),
        leads={Stage.INSTALMENTS: Stage.REPAYMENT},
        opens=("money",),
        tells={Role.APPLICANT: Text("{number}的分期计划未获同意，{pay}。", "The instalments of {number} were refused; {pay}.")},
    ),
    Event.REPAYMENT_RECORDED: Step(Text("登记收款", "Repayment recorded"), stays=PAYING, opens=("money",)),
    Event.REPAYMENT_SENT_BACK: Step(Text("退回收款登记", "Repayment sent back"), stays=PAYING, opens=("money",)),
    Event.REPAYMENT_CONFIRMED: Step(Text("复核收款", "Repayment confirmed"), stays=PAYING),
    Event.RECEIPT_REFUTED: Step(
        Text("收款与国库不符", "Receipt not borne out by the treasury"),
        stays=PAYING,
        opens=("money",),
        tells={
            Role.FINANCE: Text(
                "{number}登记的收款与国库不符，请按任务所列原因核实后重新登记。",
                "The treasury does not bear out what was recorded for {number}; see the reason in the task and record it again.",
            )
        },
    ),
    Event.PAYER_QUESTIONED: Step(
        Text("由他人代付", "Paid by somebody else"),
        stays=PAYING,
        opens=("money",),
        tells={
            Role.FINANCE: Text(
                "{number}的收款由他人代付，须由第二人逐一决定是否为各债务单位接受。",
                "Somebody else paid for {number}; a second person has to accept it or not, for each debtor.",
            )
        },
    ),
    Event.PAYER_ACCEPTED: Step(Text("接受代付", "Payer accepted"), stays=PAYING),
    Event.PAYER_REFUSED: Step(Text("不接受代付", "Payer not accepted"), stays=PAYING, opens=("money",)),
    Event.REPAYMENT_BOOKED: Step(
        Text("退缴资金入账", "Repayment booked"),
        stays=PAYING,
        opens=("money",),
        tells={Role.APPLICANT: Text("{number}：{booked}。", "{number}: {booked}.")},
    ),
    Event.OVERPAID: Step(
        Text("多缴待退", "Paid too much"),
        stays=PAYING,
        tells={
            Role.FINANCE: Text(
                "{number}的到账款项超过应退缴金额，余款列应退。",
                "More came in for {number} than is owed; the rest is owed back.",
            ),
            Role.APPLICANT: Text(
                "{number}的到账款项超过应退缴金额，余款应予退还；不抵作其他应退缴款项的，由我局办理退付。",
                "More came in for {number} than is owed; the rest is owed back, and what counts towards nothing else is paid back by this "
                "department.",
            ),
        },
    ),
    Event.INSTALMENT_MISSED: Step(
        Text("逾期未退缴", "Instalment missed"),
        leads={Stage.REPAYMENT: Stage.ARREARS},
        opens=("enforcement_decision", "money"),
        tells={
            Role.APPLICANT: Text("{number}的退缴资金已逾期，{owed}，{pay}。", "A payment for {number} was missed; {owed}; {pay}."),
            Role.APPROVER: Text(
                "{number}逾期未退缴，请决定延期、申请强制执行或者报批减免。", "{number} is in arrears; extend, hand over or waive."
            ),
        },
    ),
    Event.ARREARS_CLEARED: Step(Text("补足逾期款", "Arrears cleared"), leads={Stage.ARREARS: Stage.REPAYMENT}, opens=("money",)),
    Event.EXTENDED: Step(
        Text("延期", "Extended"),
        leads={Stage.ARREARS: Stage.REPAYMENT},
        opens=("money",),
        tells={Role.APPLICANT: Text("{number}的退缴期限已延长。", "{number} was given more time.")},
    ),
    Event.HANDED_OVER: Step(
        Text("申请人民法院强制执行", "Handed over to enforcement"),
        leads={Stage.ARREARS: Stage.ENFORCEMENT},
        opens=("court_result", "money"),
        tells={Role.APPLICANT: Text("{number}已申请人民法院强制执行。", "{number} was handed over to enforcement.")},
    ),
    Event.WAIVER_ASKED: Step(
        Text("报批减免剩余款项", "Waiver asked for"),
        stays=(Stage.ARREARS,),
        opens=("waiver_confirmation",),
        tells={Role.APPROVER: Text("{number}报批减免剩余款项，须另一名审批人同意。", "A waiver for {number} needs a second approver.")},
    ),
    Event.WAIVER_REFUSED: Step(
        Text("不同意减免", "Waiver refused"),
        stays=(Stage.ARREARS,),
        opens=("enforcement_decision",),
    ),
    Event.WAIVED: Step(
        Text("减免剩余款项", "Rest waived"),
        leads={Stage.ARREARS: Stage.WAIVED},
        tells={Role.APPLICANT: Text("{number}的剩余款项已经批准减免。", "The rest of {number} was waived.")},
    ),
    # What the court leaves unpaid is given up, which takes a second approver.
    Event.COURT_CLOSED: Step(
        Text("法院终结执行", "Closed by the court"),
        stays=(Stage.ENFORCEMENT,),
        opens=("write_off_confirmation",),
        tells={
            Role.APPROVER: Text(
                "{number}的执行程序已终结，核销剩余款项须另一名审批人同意。",
                "The court has closed the enforcement of {number}; writing off the rest needs a second approver.",
            )
        },
    ),
    Event.WRITE_OFF_REFUSED: Step(
        Text("不同意核销", "Write-off refused"),
        stays=(Stage.ENFORCEMENT,),
        opens=("court_result",),
    ),
    Event.WRITTEN_OFF: Step(
        Text("核销剩余款项", "Rest written off"),
        leads={Stage.ENFORCEMENT: Stage.CLOSED},
        tells={Role.APPLICANT: Text("{number}的执行程序已终结。", "The enforcement of {number} has ended.")},
    ),
    Event.SETTLED: Step(
        Text("结清", "Settled"),
        leads=dict.fromkeys(PAYING, Stage.SETTLED),
        tells={
            Role.APPLICANT: Text("{number}已结清。", "{number} is settled."),
            Role.OFFICER: Text("{number}已结清。", "{number} is settled."),
        },
    ),
}

CLAWBACK = Lifecycle(
    name="clawback",
    workflow="Clawback",
    title=Text("追回", "Clawback"),
    stages=STAGES,
    steps=STEPS,
    # Who was pressed to pay has ten days before a court is asked, counted in working days (行政强制法第五十四条、第六十九条).
    periods={"repayment": 30, "repayment_grace": 3, "reminder": 10},
)
