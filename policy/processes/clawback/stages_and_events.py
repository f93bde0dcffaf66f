"""追回的阶段、事件与通知。The stages and events of a clawback, what people call them, and whom they are told to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
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
    DEMAND_ACCEPTED = "demand_accepted"
    DEMAND_UNANSWERED = "demand_unanswered"
    DEMAND_DISPUTED = "demand_disputed"
    DISPUTE_DISMISSED = "dispute_dismissed"
    DEMAND_REDUCED = "demand_reduced"
    DISPUTE_UPHELD = "dispute_upheld"
    INSTALMENTS_ASKED = "instalments_asked"
    INSTALMENTS_GRANTED = "instalments_granted"
    INSTALMENTS_REFUSED = "instalments_refused"
    REPAYMENT_RECORDED = "repayment_recorded"
    REPAYMENT_SENT_BACK = "repayment_sent_back"
    REPAYMENT_CONFIRMED = "repayment_confirmed"
    RECEIPT_REFUTED = "receipt_refuted"
    REPAYMENT_BOOKED = "repayment_booked"
    INSTALMENT_MISSED = "instalment_missed"
    ARREARS_CLEARED = "arrears_cleared"
    EXTENDED = "extended"
    HANDED_OVER = "handed_over"
    WAIVER_ASKED = "waiver_asked"
    WAIVER_REFUSED = "waiver_refused"
    WAIVED = "waived"
    COURT_CLOSED = "court_closed"
    SETTLED = "settled"


STAGE_NAMES: Mapping[str, Text] = {
    Stage.DRAFT: Text("草稿", "Draft"),
    Stage.PROPOSED: Text("追回审批", "Waiting for approval"),
    Stage.NOTICED: Text("已告知", "Notice served"),
    Stage.OBJECTION: Text("陈述申辩", "Objection"),
    Stage.INSTALMENTS: Text("分期审批", "Instalments asked for"),
    Stage.REPAYMENT: Text("返还中", "Repayment"),
    Stage.ARREARS: Text("逾期", "In arrears"),
    Stage.ENFORCEMENT: Text("强制执行", "Enforcement"),
    Stage.SETTLED: Text("已结清", "Settled"),
    Stage.WAIVED: Text("已豁免", "Waived"),
    Stage.CANCELLED: Text("已撤销", "Cancelled"),
    Stage.CLOSED: Text("执行终结", "Closed by the court"),
}

EVENT_NAMES: Mapping[str, Text] = {
    Event.PROPOSED: Text("提出追回", "Proposed"),
    Event.DEMAND_APPROVED: Text("批准追回并送达", "Approved and served"),
    Event.DEMAND_REFUSED: Text("不批准追回", "Not approved"),
    Event.DEMAND_ACCEPTED: Text("同意返还", "Accepted by the enterprise"),
    Event.DEMAND_UNANSWERED: Text("逾期未申辩", "Not answered in time"),
    Event.DEMAND_DISPUTED: Text("提出申辩", "Objected to"),
    Event.DISPUTE_DISMISSED: Text("申辩不成立", "Objection dismissed"),
    Event.DEMAND_REDUCED: Text("申辩部分成立", "Demand reduced"),
    Event.DISPUTE_UPHELD: Text("申辩成立", "Objection upheld"),
    Event.INSTALMENTS_ASKED: Text("申请分期", "Instalments asked for"),
    Event.INSTALMENTS_GRANTED: Text("同意分期", "Instalments granted"),
    Event.INSTALMENTS_REFUSED: Text("不同意分期", "Instalments refused"),
    Event.REPAYMENT_RECORDED: Text("登记收款", "Repayment recorded"),
    Event.REPAYMENT_SENT_BACK: Text("退回收款登记", "Repayment sent back"),
    Event.REPAYMENT_CONFIRMED: Text("复核收款", "Repayment confirmed"),
    Event.RECEIPT_REFUTED: Text("国库查无此款", "Receipt not borne out by the treasury"),
    Event.REPAYMENT_BOOKED: Text("返还入账", "Repayment booked"),
    Event.INSTALMENT_MISSED: Text("逾期未还", "Instalment missed"),
    Event.ARREARS_CLEARED: Text("补足逾期款", "Arrears cleared"),
    Event.EXTENDED: Text("延期", "Extended"),
    Event.HANDED_OVER: Text("移送强制执行", "Handed over to enforcement"),
    Event.WAIVER_ASKED: Text("提请豁免余款", "Waiver asked for"),
    Event.WAIVER_REFUSED: Text("不同意豁免", "Waiver refused"),
    Event.WAIVED: Text("豁免余款", "Rest waived"),
    Event.COURT_CLOSED: Text("法院终结执行", "Closed by the court"),
    Event.SETTLED: Text("结清", "Settled"),
}

NEXT_STEPS: Mapping[str, Text] = {
    Stage.DRAFT: Text("尚未提出。", "Not proposed yet."),
    Stage.PROPOSED: Text("等待审批人批准。", "An approver has to agree."),
    Stage.NOTICED: Text(
        "请在期限内同意返还、提出申辩或申请分期;逾期视为同意。",
        "Accept, object or ask for instalments in time; silence lets the demand stand.",
    ),
    Stage.OBJECTION: Text("审批人正在审查申辩。", "An approver rules on the objection."),
    Stage.INSTALMENTS: Text("审批人正在审查分期计划。", "An approver looks at the plan of instalments."),
    Stage.REPAYMENT: Text("请按期将款项缴回国库,并注明追回编号。", "Pay what is due back to the treasury, naming the clawback's number."),
    Stage.ARREARS: Text("已逾期;请尽快缴回,可能计收利息。", "A payment was missed; pay it now. Interest may run."),
    Stage.ENFORCEMENT: Text("已移送强制执行;仍可缴回。", "Enforcement is under way; the money may still be paid."),
    Stage.SETTLED: Text("已全部返还。", "Everything was paid back."),
    Stage.WAIVED: Text("余款已豁免。", "The rest was waived."),
    Stage.CANCELLED: Text("无需返还。", "Nothing has to be paid back."),
    Stage.CLOSED: Text("执行程序已终结。", "Enforcement has ended."),
}

_APPLICANT, _OFFICER, _APPROVER, _FINANCE = Role.APPLICANT, Role.OFFICER, Role.APPROVER, Role.FINANCE

MESSAGES: Mapping[str, tuple[tuple[Role, Text], ...]] = {
    Event.PROPOSED: ((_APPROVER, Text("追回 {number} 待审批。", "Clawback {number} waits for approval.")),),
    Event.DEMAND_APPROVED: (
        (
            _APPLICANT,
            Text(
                "{number}:要求返还“{item}”的支持资金,请在期限内同意、申辩或申请分期。",
                "{number}: money of {item} is demanded back; accept, object or ask for instalments in time.",
            ),
        ),
    ),
    Event.DEMAND_REFUSED: ((_OFFICER, Text("追回 {number} 未获批准。", "Clawback {number} was not approved.")),),
    Event.DEMAND_UNANSWERED: (
        (_APPLICANT, Text("{number} 逾期未申辩,返还决定生效。", "{number} was not answered in time; the demand stands.")),
    ),
    Event.DEMAND_DISPUTED: ((_APPROVER, Text("{number} 有申辩,请审查。", "{number} was objected to; please rule on it.")),),
    Event.DISPUTE_DISMISSED: (
        (_APPLICANT, Text("{number} 的申辩不成立,请按期返还。", "The objection to {number} was dismissed; please pay in time.")),
    ),
    Event.DEMAND_REDUCED: (
        (_APPLICANT, Text("{number} 的申辩部分成立,返还金额已调减。", "The objection to {number} was upheld in part; less is demanded.")),
    ),
    Event.DISPUTE_UPHELD: (
        (_APPLICANT, Text("{number} 的申辩成立,无需返还。", "The objection to {number} was upheld; nothing has to be paid back.")),
        (_OFFICER, Text("{number} 的申辩成立,追回撤销。", "The objection to {number} was upheld; it is cancelled.")),
    ),
    Event.INSTALMENTS_ASKED: ((_APPROVER, Text("{number} 申请分期返还。", "{number} asks for instalments.")),),
    Event.INSTALMENTS_GRANTED: ((_APPLICANT, Text("{number} 的分期计划已同意。", "The instalments of {number} were granted.")),),
    Event.INSTALMENTS_REFUSED: (
        (_APPLICANT, Text("{number} 的分期计划未获同意,请一次返还。", "The instalments of {number} were refused; please pay at once.")),
    ),
    Event.REPAYMENT_BOOKED: ((_APPLICANT, Text("{number} 收到返还款。", "A repayment for {number} was received.")),),
    Event.RECEIPT_REFUTED: (
        (_FINANCE, Text("{number} 登记的收款与国库不符,请核实。", "The treasury does not bear out what was recorded for {number}.")),
    ),
    Event.INSTALMENT_MISSED: (
        (_APPLICANT, Text("{number} 的返还款已逾期,请立即缴回。", "A payment for {number} was missed; please pay now.")),
        (_APPROVER, Text("{number} 逾期未还,请决定延期、移送或豁免。", "{number} is in arrears; extend, hand over or waive.")),
    ),
    Event.EXTENDED: ((_APPLICANT, Text("{number} 的返还期限已延长。", "{number} was given more time.")),),
    Event.HANDED_OVER: ((_APPLICANT, Text("{number} 已移送强制执行。", "{number} was handed over to enforcement.")),),
    Event.WAIVER_ASKED: ((_APPROVER, Text("{number} 提请豁免余款,须第二人同意。", "A waiver for {number} needs a second approver.")),),
    Event.WAIVED: ((_APPLICANT, Text("{number} 的余款已豁免。", "The rest of {number} was waived.")),),
    Event.COURT_CLOSED: ((_APPLICANT, Text("{number} 的执行程序已终结。", "The enforcement of {number} has ended.")),),
    Event.SETTLED: (
        (_APPLICANT, Text("{number} 已结清。", "{number} is settled.")),
        (_OFFICER, Text("{number} 已结清。", "{number} is settled.")),
    ),
}
