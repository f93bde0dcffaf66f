"""承诺履行的人工环节。The human steps of an enterprise's commitment to stay: filings reviewed, breaches heard and decided."""

from __future__ import annotations

from typing import Any

from policy.actors import Role
from policy.processes.acceptance.defects import naming_form
from policy.processes.commitment.filed import FILED
from policy.processes.commitment.lifecycle import Event
from policy.processes.commitment.states import FilingState
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, OWN_REASON, REASON, TaskKind, line
from policy.text import Text

_LONGEST_REMEDY_DAYS = 250
_REMEDY_DAYS: dict[str, Any] = {
    "type": "integer",
    "title": "整改期限（工作日）",
    "description": "Working days to remedy it in",
    "minimum": 1,
    "maximum": _LONGEST_REMEDY_DAYS,
}
_EVIDENCE: dict[str, Any] = {
    "type": "array",
    "title": "证明材料",
    "description": "What supports it: the ids of documents that were uploaded to the commitment (`/commitments/{uscc}/documents`)",
    "maxItems": 50,
    "uniqueItems": True,
    "items": {
        "type": "string",
        "title": "材料编号",
        "description": "The id of a document",
        "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        "x-pattern": {"zh": "应为已上传材料的编号", "en": "must be the id of a document that was uploaded"},
    },
}
_AWARDS: dict[str, Any] = {
    "type": "array",
    "title": "涉及的支持资金",
    "description": "Numbers of the awards whose terms the change touches; left out, those whose signed terms ask for it on that day",
    "minItems": 1,
    "maxItems": 200,
    "uniqueItems": True,
    "items": line("申请编号", "Number of an award", 40),
}
# A filing that is the ground of a breach is answered together with it, never apart from it.
_FILING: dict[str, Any] = {
    "title": "所涉变动备案的处理",
    "description": "What becomes of what was filed too late, where anything was, when the breach is let go",
    "oneOf": [
        {
            "const": FilingState.APPROVED_WITHOUT_REPAYMENT,
            "title": "予以备案，不需退回资金",
            "description": "On file, nothing is to be repaid",
        },
        {
            "const": FilingState.APPROVED_WITH_REPAYMENT,
            "title": "予以备案，按协议退回",
            "description": "On file, with repayment as agreed",
        },
        {
            "const": FilingState.OVERTAKEN,
            "title": "变动未发生或者已恢复，不再办理",
            "description": "The change did not happen or was undone; not pursued",
        },
    ],
}


def _confirmation(code: str, title: Text, outcome: Event) -> TaskKind:
    return TaskKind(
        code,
        title,
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={outcome: Text("确认", "Confirm"), Event.FILING_SENT_BACK: Text("退回", "Send back")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.FILING_SENT_BACK: ("reason",)},
        lasting=True,
    )


KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "filing_review",
        Text("审查变动备案", "Review a filed change"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.RELEASE_PROPOSED: Text("予以备案，不需退回资金（报负责人确认）", "Take it on file without repayment, for confirmation"),
            Event.REPAYMENT_PROPOSED: Text("予以备案，按协议退回（报负责人确认）", "Take it on file with repayment, for confirmation"),
            Event.FILING_CORRECTION_REQUESTED: Text("材料需补正", "Ask for its papers to be completed"),
        },
        fields={"opinion": OPINION, "reason": REASON, "awards": _AWARDS, **naming_form(FILED)["properties"]},
        required_for={
            Event.FILING_CORRECTION_REQUESTED: ("defects",),
            Event.RELEASE_PROPOSED: ("opinion",),
            Event.REPAYMENT_PROPOSED: ("opinion",),
        },
        lasting=True,
    ),
    TaskKind(
        "filing_correction",
        Text("补正变动备案", "Complete the papers of a filed change"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={Event.FILING_CORRECTED: Text("提交补正", "Submit what was missing")},
        fields={"description": line("补正说明", "What is put right or added", 5000), "evidence": _EVIDENCE},
        overdue=Event.FILING_NOT_CORRECTED,
        lasting=True,
    ),
    _confirmation(
        "filing_release_confirmation",
        Text("确认备案且不需退回资金（第二人）", "Confirm a filing without repayment (second person)"),
        Event.FILING_APPROVED,
    ),
    _confirmation(
        "filing_confirmation", Text("确认备案并退回资金", "Confirm a filing with repayment"), Event.FILING_APPROVED_WITH_REPAYMENT
    ),
    TaskKind(
        "hearing_statement",
        Text("陈述申辩", "Comment on the suspected breach"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={Event.HEARD: Text("提交意见", "Submit your statement")},
        fields={"statement": line("意见", "What you have to say", 5000)},
        required=("statement",),
        overdue=Event.HEARING_LAPSED,
    ),
    TaskKind(
        "breach_review",
        Text("审查是否违反承诺", "Review the suspected breach"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.CLOSING_PROPOSED: Text("不成立（报负责人确认）", "Unfounded, for confirmation"),
            Event.REMEDY_ORDERED: Text("责令限期整改", "Order a remedy"),
        },
        fields={"reason": REASON, "filing": _FILING, "working_days": _REMEDY_DAYS},
        required=("reason",),
        required_for={Event.REMEDY_ORDERED: ("working_days",)},
        weighs=("hearing_statement",),
    ),
    TaskKind(
        "remedy_report",
        Text("报告整改", "Report the remedy"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=30,
        decisions={Event.REMEDY_REPORTED: Text("已整改", "Remedied")},
        fields={"report": line("整改情况", "What was done", 5000)},
        required=("report",),
        overdue=Event.REMEDY_OVERDUE,
    ),
    TaskKind(
        "remedy_check",
        Text("核查整改", "Check the remedy"),
        Role.OFFICER,
        duty=Duty.CHECK,
        working_days=10,
        decisions={
            Event.CLOSING_PROPOSED: Text("合格（报负责人确认）", "Remedied, for confirmation"),
            Event.NOT_REMEDIED: Text("不合格", "Not remedied"),
        },
        fields={"reason": REASON, "filing": _FILING},
        required=("reason",),
        weighs=("hearing_statement", "breach_review", "remedy_report"),
    ),
    TaskKind(
        "breach_decision",
        Text("认定违反承诺", "Decide on the breach"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.BREACH_UPHELD: Text("认定违反承诺", "The breach stands"),
            Event.CLOSING_PROPOSED: Text("不认定（报第二人确认）", "No breach, for confirmation"),
        },
        fields={"reason": REASON, "filing": _FILING},
        required=("reason",),
        weighs=("hearing_statement", "breach_review", "remedy_report", "remedy_check"),
    ),
    TaskKind(
        "breach_answer",
        Text("答复违反承诺认定", "Answer the finding of breach"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=30,
        decisions={
            Event.BREACH_RECONSIDERATION_REQUESTED: Text("申请复核", "Ask for reconsideration"),
            Event.BREACH_ACCEPTED: Text("接受认定", "Accept it"),
        },
        fields={"reason": OWN_REASON},
        required_for={Event.BREACH_RECONSIDERATION_REQUESTED: ("reason",)},
        overdue=Event.BREACH_BECAME_FINAL,
    ),
    TaskKind(
        "breach_reconsideration",
        Text("复核违反承诺认定", "Reconsider the breach"),
        Role.APPROVER,
        duty=Duty.REVIEW,
        working_days=20,
        decisions={
            Event.CLOSING_PROPOSED: Text("撤销认定（报第二人确认）", "Overturn it, for confirmation"),
            Event.BREACH_CONFIRMED: Text("维持认定", "Confirm it"),
        },
        fields={"reason": REASON, "filing": _FILING},
        required=("reason",),
        weighs=("hearing_statement", "breach_review", "remedy_report", "remedy_check", "breach_decision", "breach_answer"),
    ),
    TaskKind(
        "closing_confirmation",
        Text("终结违反承诺审查（第二人）", "Agree to close the breach (second person)"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=("breach_decision",),
        working_days=10,
        decisions={
            Event.BREACH_CLOSED: Text("同意终结", "Close it"),
            Event.CLOSING_REFUSED: Text("不同意，重新审查", "Do not; look again"),
        },
        fields={"reason": REASON},
        required_for={Event.CLOSING_REFUSED: ("reason",)},
        weighs=("hearing_statement", "breach_review", "remedy_report", "remedy_check", "breach_decision", "breach_reconsideration"),
    ),
)
