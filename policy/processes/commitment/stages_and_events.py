"""承诺履行的阶段与事件。The stages and events of an enterprise's commitment to stay, and what people call them."""

from __future__ import annotations

from enum import StrEnum

from policy.text import Text


class Stage(StrEnum):
    """Where an enterprise's commitment to stay stands."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    HEARING = "hearing"
    BREACH_REVIEW = "breach_review"
    REMEDY = "remedy"
    REMEDY_CHECK = "remedy_check"
    BREACH_DECISION = "breach_decision"
    BREACH_STANDING = "breach_standing"
    BREACH_RECONSIDERATION = "breach_reconsideration"
    RECLAIMING = "reclaiming"
    BREACHED = "breached"
    FULFILLED = "fulfilled"


class Event(StrEnum):
    """What happened to it, in the past tense."""

    COMMITMENT_COLLECTED = "commitment_collected"
    COMMITMENT_ENDED = "commitment_ended"
    ALL_COMMITMENTS_ENDED = "all_commitments_ended"
    CHANGE_FILED = "change_filed"
    FILING_APPROVED = "approved_without_repayment"
    REPAYMENT_PROPOSED = "approval_with_repayment_proposed"
    FILING_APPROVED_WITH_REPAYMENT = "approved_with_repayment"
    FILING_SENT_BACK = "filing_sent_back"
    FILING_REFUSED = "filing_refused"
    MOVE_FOUND = "move_found"
    FILED_LATE = "filed_late"
    HEARD = "heard"
    HEARING_LAPSED = "hearing_lapsed"
    BREACH_UNFOUNDED = "breach_unfounded"
    REMEDY_ORDERED = "remedy_ordered"
    REMEDY_REPORTED = "remedy_reported"
    REMEDY_OVERDUE = "remedy_overdue"
    REMEDIED = "remedied"
    NOT_REMEDIED = "not_remedied"
    BREACH_UPHELD = "breach_upheld"
    BREACH_DISMISSED = "breach_dismissed"
    BREACH_ACCEPTED = "breach_accepted"
    BREACH_RECONSIDERATION_REQUESTED = "breach_reconsideration_requested"
    BREACH_BECAME_FINAL = "breach_became_final"
    BREACH_OVERTURNED = "breach_overturned"
    BREACH_CONFIRMED = "breach_confirmed"
    REPAYMENT_ASKED = "repayment_asked"


STAGE_NAMES: dict[str, Text] = {
    Stage.DRAFT: Text("待归集", "To be collected"),
    Stage.IN_FORCE: Text("承诺履行中", "In force"),
    Stage.HEARING: Text("听取陈述", "Hearing"),
    Stage.BREACH_REVIEW: Text("违诺审查", "Review of the breach"),
    Stage.REMEDY: Text("限期整改", "Remedy period"),
    Stage.REMEDY_CHECK: Text("整改核查", "Check of the remedy"),
    Stage.BREACH_DECISION: Text("违诺认定", "Decision on the breach"),
    Stage.BREACH_STANDING: Text("认定违诺(可复核)", "Breach found, open to reconsideration"),
    Stage.BREACH_RECONSIDERATION: Text("违诺复核", "Reconsideration of the breach"),
    Stage.RECLAIMING: Text("提出追回", "Asking for repayment"),
    Stage.BREACHED: Text("已违诺", "Breached"),
    Stage.FULFILLED: Text("承诺终结", "Ended"),
}

EVENT_NAMES: dict[str, Text] = {
    Event.COMMITMENT_COLLECTED: Text("归集承诺", "Commitments collected"),
    Event.COMMITMENT_ENDED: Text("一项承诺终结", "A commitment ended"),
    Event.ALL_COMMITMENTS_ENDED: Text("全部承诺终结", "Every commitment ended"),
    Event.CHANGE_FILED: Text("变更备案", "Change filed"),
    Event.FILING_APPROVED: Text("同意备案,不需返还", "Approved without repayment"),
    Event.REPAYMENT_PROPOSED: Text("拟同意备案并返还", "Approval with repayment proposed"),
    Event.FILING_APPROVED_WITH_REPAYMENT: Text("同意备案,需返还", "Approved with repayment"),
    Event.FILING_SENT_BACK: Text("退回重新审查备案", "Filing sent back"),
    Event.FILING_REFUSED: Text("不同意备案", "Filing refused"),
    Event.MOVE_FOUND: Text("发现未备案的变动", "Unfiled move found"),
    Event.FILED_LATE: Text("备案逾期", "Filed late"),
    Event.HEARD: Text("已陈述申辩", "Heard"),
    Event.HEARING_LAPSED: Text("逾期未陈述", "Nothing was said in time"),
    Event.BREACH_UNFOUNDED: Text("违诺不成立", "Unfounded"),
    Event.REMEDY_ORDERED: Text("责令限期整改", "Remedy ordered"),
    Event.REMEDY_REPORTED: Text("报告整改", "Remedy reported"),
    Event.REMEDY_OVERDUE: Text("逾期未报告整改", "Remedy overdue"),
    Event.REMEDIED: Text("整改合格", "Remedied"),
    Event.NOT_REMEDIED: Text("整改不合格", "Not remedied"),
    Event.BREACH_UPHELD: Text("认定违诺", "Breach upheld"),
    Event.BREACH_DISMISSED: Text("不认定违诺", "Breach dismissed"),
    Event.BREACH_ACCEPTED: Text("接受认定", "Decision accepted"),
    Event.BREACH_RECONSIDERATION_REQUESTED: Text("申请违诺复核", "Reconsideration of the breach requested"),
    Event.BREACH_BECAME_FINAL: Text("违诺认定生效", "Breach became final"),
    Event.BREACH_OVERTURNED: Text("复核撤销认定", "Breach overturned"),
    Event.BREACH_CONFIRMED: Text("复核维持认定", "Breach confirmed"),
    Event.REPAYMENT_ASKED: Text("按约定要求返还", "Repayment asked for, as agreed"),
}

_OURS = Text("正在由责任部门办理。", "The department is handling it.")
NEXT_STEPS: dict[str, Text] = {
    Stage.DRAFT: Text("正在归集承诺。", "The commitments are being collected."),
    Stage.IN_FORCE: Text(
        "承诺期内请持续在本区经营;确需变动的,请在变动前备案。", "Stay in the area while it binds; file any change before it happens."
    ),
    Stage.HEARING: Text("请在期限内陈述意见;逾期不影响继续办理。", "Please say what you have to say in time; silence does not stop it."),
    Stage.BREACH_REVIEW: _OURS,
    Stage.REMEDY: Text("请在期限内整改并报告。", "Please remedy it in time, and report."),
    Stage.REMEDY_CHECK: _OURS,
    Stage.BREACH_DECISION: Text("正在由部门负责人认定。", "The head of the department decides."),
    Stage.BREACH_STANDING: Text("可申请一次复核,或接受认定。", "You may ask once for reconsideration, or accept."),
    Stage.BREACH_RECONSIDERATION: Text("正在由另一名负责人复核。", "Another approver reconsiders it."),
    Stage.RECLAIMING: Text("违诺认定生效,正在按约定提出返还。", "The breach is final; repayment is being asked for as agreed."),
    Stage.BREACHED: Text("违诺已认定;需返还的按追回程序办理。", "The breach is final; what is to be repaid is reclaimed."),
    Stage.FULFILLED: Text("没有仍在约束的承诺。", "No commitment binds any longer."),
}
