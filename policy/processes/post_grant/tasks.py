"""后补助项目的人工环节。The human steps of the post-grant process; its panel is the one applications have."""

from __future__ import annotations

from typing import Any

from policy.actors import Role
from policy.processes.acceptance.tasks import acceptance, correction
from policy.processes.application.tasks import OBJECTING
from policy.processes.change import tasks as change
from policy.processes.kernel.duties import REFUSED, Duty
from policy.processes.kernel.task_kind import AMOUNT, OPINION, OWN_REASON, REASON, TaskKind, day, line
from policy.processes.post_grant.agreement import TERMS
from policy.processes.post_grant.steps import Event
from policy.processes.post_grant.task_book import RECTIFICATION_DAYS_MOST
from policy.processes.reconsideration.tasks import reconsideration, reconsideration_request
from policy.text import Text

_DAY = day("日期", "A date such as 2027-06-30")
_RECTIFY_WITHIN: dict[str, Any] = {
    "type": "integer",
    "title": "整改期限（工作日）",
    "description": "Working days for the rectification",
    "minimum": 1,
    "maximum": RECTIFICATION_DAYS_MOST,
}
_SUMMARY = line("报告", "Report; upload its evidence to the project", 5000)
_SIGNED = {"const": True, "title": "同意并签署任务书", "description": "We agree to the task book and sign it"}


def _default(code: str, title: Text, extended: str) -> TaskKind:
    return TaskKind(
        code,
        title,
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(REFUSED,),
        working_days=10,
        decisions={extended: Text("延期", "Extend"), Event.PROJECT_TERMINATED: Text("终止项目", "Terminate")},
        fields={"due_on": _DAY, "reason": REASON},
        required=("reason",),
        required_for={extended: ("due_on",)},
        next_step=Text("责任单位负责人正在决定延期或终止。", "The head of the department is deciding whether to extend or to terminate."),
    )


# What brings a project back to those who check it.
_CAME_BACK = ("final_decision", "failure_reconsideration")
_COMPETITION: tuple[TaskKind, ...] = (
    acceptance(
        "solution_check",
        Text("受理方案", "Check the solution for acceptance"),
        accepted=Event.SOLUTION_ACCEPTED,
        refused=Event.SOLUTION_REFUSED,
        after=("solution_reconsideration",),
    ),
    correction("solution_correction", Text("补正方案", "Correct the solution")),
    reconsideration_request(
        "solution_objection", Text("方案可申请复核", "You may ask for reconsideration of the solution"), working_days=10
    ),
    reconsideration(
        "solution_reconsideration",
        Text("复核方案", "Reconsider the solution"),
        asked_in="solution_objection",
        weighs=("solution_check", *(kind.code for kind in OBJECTING)),
    ),
)
_TASK_BOOK: tuple[TaskKind, ...] = (
    TaskKind(
        "task_book_draft",
        Text("拟定任务书", "Draft the task book"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.TASK_BOOK_DRAFTED: Text("送签", "Send it to be signed")},
        fields={
            "planned_cost_fen": AMOUNT,
            **TERMS,
            "reason": REASON,
        },
        required=("goals", "planned_cost_fen", "milestones"),
    ),
    TaskKind(
        "task_book_signature",
        Text("签署任务书", "Sign the task book"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=20,
        decisions={Event.TASK_BOOK_SIGNED: Text("签署", "Sign"), Event.CHANGES_REQUESTED: Text("要求修改", "Ask for changes")},
        fields={"signatory": line("签署人", "Who signs for the enterprise", 100), "agreed": _SIGNED, "reason": OWN_REASON},
        required_for={Event.TASK_BOOK_SIGNED: ("signatory", "agreed"), Event.CHANGES_REQUESTED: ("reason",)},
        overdue=Event.TASK_BOOK_LAPSED,
        next_step=Text("请签署任务书，或说明须修改之处。", "Sign the task book, or say what has to be changed."),
    ),
    TaskKind(
        "task_book_countersignature",
        Text("签署任务书（甲方）", "Countersign the task book"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.COUNTERSIGNED: Text("签署", "Countersign"), Event.COUNTERSIGNATURE_WITHHELD: Text("退回重拟", "Send back")},
        fields={"reason": REASON},
        required_for={Event.COUNTERSIGNATURE_WITHHELD: ("reason",)},
    ),
)
_DELIVERY: tuple[TaskKind, ...] = (
    TaskKind(
        "milestone_report",
        Text("报告里程碑", "Report the milestone"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=20,
        decisions={Event.MILESTONE_REPORTED: Text("提交报告", "Submit the report")},
        fields={"report": _SUMMARY},
        required=("report",),
        overdue=Event.MILESTONE_MISSED,
    ),
    TaskKind(
        "milestone_check",
        Text("检查里程碑", "Check the milestone"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=10,
        decisions={Event.MILESTONE_PASSED: Text("通过", "Pass"), Event.RECTIFICATION_ORDERED: Text("要求整改", "Order rectification")},
        fields={"findings": line("检查情况", "What was found"), "working_days": _RECTIFY_WITHIN, "reason": REASON},
        required=("findings",),
        required_for={Event.RECTIFICATION_ORDERED: ("working_days", "reason")},
        next_step=Text("责任单位正在检查里程碑。", "The department is checking the milestone."),
        after=_CAME_BACK,
    ),
    _default("milestone_default", Text("处置里程碑逾期", "Deal with a milestone's default"), Event.MILESTONE_EXTENDED),
)
_ACCEPTANCE: tuple[TaskKind, ...] = (
    TaskKind(
        "final_report",
        Text("申请验收", "Apply for acceptance"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=30,
        decisions={Event.FINAL_REPORTED: Text("申请验收", "Apply for acceptance")},
        fields={"report": _SUMMARY},
        required=("report",),
        overdue=Event.FINAL_REPORT_MISSED,
        next_step=Text("请上传验收材料并申请验收。", "Upload the evidence and apply for acceptance."),
    ),
    _default("final_report_default", Text("处置验收逾期", "Deal with a default on acceptance"), Event.FINAL_REPORT_EXTENDED),
    TaskKind(
        "final_inspection",
        Text("验收检查", "Inspect for acceptance"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=20,
        decisions={Event.INSPECTED: Text("检查完毕", "Inspected")},
        fields={
            "findings": line("检查情况", "What was found", 5000),
            "recommend": {"type": "boolean", "title": "是否建议通过", "description": "Whether to recommend that it passes"},
        },
        required=("findings", "recommend"),
        after=_CAME_BACK,
    ),
    TaskKind(
        "final_decision",
        Text("决定验收", "Decide on acceptance"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(REFUSED,),
        working_days=10,
        decisions={
            Event.ACCEPTANCE_PASSED: Text("通过", "Pass"),
            Event.FINAL_RECTIFICATION_ORDERED: Text("整改后再验收（仅一次）", "Rectify, once only"),
            Event.ACCEPTANCE_FAILED: Text("不通过", "Fail"),
        },
        fields={"opinion": OPINION, "working_days": _RECTIFY_WITHIN, "reason": REASON},
        required_for={Event.FINAL_RECTIFICATION_ORDERED: ("working_days", "reason"), Event.ACCEPTANCE_FAILED: ("reason",)},
        weighs=("milestone_check", "final_inspection"),
        after=_CAME_BACK,
    ),
    TaskKind(
        "cost_audit",
        Text("审定成本", "Audit the cost"),
        Role.OFFICER,
        duty=Duty.CHECK,
        not_again=(REFUSED,),
        working_days=30,
        decisions={Event.COST_AUDITED: Text("审定", "Confirm the audited cost")},
        fields={
            "audited_cost_fen": AMOUNT,
            "auditor": line("审计机构", "Who audited it", 200),
            "report_no": line("审计报告文号", "Number of the auditor's report", 100),
            "reason": REASON,
        },
        required=("audited_cost_fen", "auditor", "report_no"),
    ),
    reconsideration_request(
        "failure_objection",
        Text("终止可申请复核", "You may dispute the failure"),
        working_days=10,
        requested=Event.FAILURE_DISPUTED,
        final=Event.FAILURE_BECAME_FINAL,
    ),
    reconsideration(
        "failure_reconsideration",
        Text("复核终止", "Reconsider the failure"),
        asked_in="failure_objection",
        weighs=("milestone_check", "final_inspection", "final_decision", "milestone_default", "final_report_default"),
        outcomes={Event.PROJECT_REOPENED: Text("恢复实施", "Reopen"), Event.FAILURE_UPHELD: Text("维持终止", "Uphold")},
    ),
)

KINDS: tuple[TaskKind, ...] = _COMPETITION + OBJECTING + _TASK_BOOK + _DELIVERY + _ACCEPTANCE + change.KINDS
