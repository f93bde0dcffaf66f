"""后补助项目的阶段与事件。The stages and events of the post-grant process, and what people call them."""

from __future__ import annotations

from enum import StrEnum

from policy.text import Text


class Stage(StrEnum):
    """Where a post-grant project stands."""

    DRAFT = "draft"
    ACCEPTANCE = "acceptance"
    CORRECTION = "correction"
    VERIFICATION = "verification"
    REVIEW = "review"
    SELECTION = "selection"
    TASK_BOOK = "task_book"
    DELIVERY = "delivery"
    FINAL_ACCEPTANCE = "final_acceptance"
    AUDIT = "audit"
    AWARD = "award"
    COMPLETED = "completed"
    REFUSED = "refused"
    RECONSIDERATION = "reconsideration"
    REJECTED = "rejected"
    FAILED = "failed"
    FAILURE_REVIEW = "failure_review"
    TERMINATED = "terminated"
    NOT_SELECTED = "not_selected"
    CALL_CANCELLED = "call_cancelled"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happened to a post-grant project, in the past tense."""

    SUBMITTED = "submitted"
    SOLUTION_ACCEPTED = "solution_accepted"
    CORRECTION_REQUESTED = "correction_requested"
    SOLUTION_REFUSED = "solution_refused"
    CORRECTED = "corrected"
    CORRECTION_LAPSED = "correction_lapsed"
    VERIFIED = "verified"
    FOUND_INELIGIBLE = "found_ineligible"
    EXPERT_SCORED = "expert_scored"
    EXPERT_RECUSED = "expert_recused"
    EXPERT_REPLACED = "expert_replaced"
    EXPERT_NOMINATED = "expert_nominated"
    EVALUATED = "evaluated"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    CALL_CANCELLED = "call_cancelled"
    TASK_BOOK_DRAFTED = "task_book_drafted"
    CHANGES_REQUESTED = "changes_requested"
    TASK_BOOK_SIGNED = "task_book_signed"
    TASK_BOOK_LAPSED = "task_book_lapsed"
    COUNTERSIGNATURE_WITHHELD = "countersignature_withheld"
    COUNTERSIGNED = "countersigned"
    MILESTONE_REPORTED = "milestone_reported"
    MILESTONE_PASSED = "milestone_passed"
    RECTIFICATION_ORDERED = "rectification_ordered"
    RECTIFICATIONS_USED_UP = "rectifications_used_up"
    MILESTONE_MISSED = "milestone_missed"
    MILESTONE_EXTENDED = "milestone_extended"
    DELIVERED = "delivered"
    FINAL_REPORTED = "final_reported"
    FINAL_REPORT_MISSED = "final_report_missed"
    FINAL_REPORT_EXTENDED = "final_report_extended"
    INSPECTED = "inspected"
    FINAL_RECTIFICATION_ORDERED = "final_rectification_ordered"
    ACCEPTANCE_PASSED = "acceptance_passed"
    ACCEPTANCE_FAILED = "acceptance_failed"
    PROJECT_TERMINATED = "project_terminated"
    COST_AUDITED = "cost_audited"
    AWARD_ORIGINATED = "award_originated"
    RECONSIDERATION_REQUESTED = "reconsideration_requested"
    REFUSAL_BECAME_FINAL = "refusal_became_final"
    RECONSIDERATION_GRANTED = "reconsideration_granted"
    RECONSIDERATION_DISMISSED = "reconsideration_dismissed"
    FAILURE_DISPUTED = "failure_disputed"
    FAILURE_BECAME_FINAL = "failure_became_final"
    PROJECT_REOPENED = "project_reopened"
    FAILURE_UPHELD = "failure_upheld"
    WITHDRAWN = "withdrawn"


STAGE_NAMES: dict[str, Text] = {
    Stage.DRAFT: Text("草稿", "Draft"),
    Stage.ACCEPTANCE: Text("受理", "Acceptance"),
    Stage.CORRECTION: Text("补正", "Correction"),
    Stage.VERIFICATION: Text("核验", "Verification"),
    Stage.REVIEW: Text("以赛代评", "Competitive evaluation"),
    Stage.SELECTION: Text("等待遴选", "Waiting for selection"),
    Stage.TASK_BOOK: Text("签订任务书", "Task book"),
    Stage.DELIVERY: Text("项目实施", "Delivery"),
    Stage.FINAL_ACCEPTANCE: Text("验收", "Final acceptance"),
    Stage.AUDIT: Text("成本审计", "Audit of cost"),
    Stage.AWARD: Text("转入核定", "Being carried over"),
    Stage.COMPLETED: Text("已完成,转入核定与拨付", "Completed; the award follows"),
    Stage.REFUSED: Text("不予受理或不符合条件(可复核)", "Refused, open to reconsideration"),
    Stage.RECONSIDERATION: Text("复核", "Reconsideration"),
    Stage.REJECTED: Text("不予支持", "Rejected"),
    Stage.FAILED: Text("终止或未通过验收(可复核)", "Failed, open to reconsideration"),
    Stage.FAILURE_REVIEW: Text("终止复核", "Reconsideration of the failure"),
    Stage.TERMINATED: Text("已终止", "Terminated"),
    Stage.NOT_SELECTED: Text("未入选", "Not selected"),
    Stage.CALL_CANCELLED: Text("征集已取消", "Call cancelled"),
    Stage.LAPSED: Text("逾期终止", "Lapsed"),
    Stage.WITHDRAWN: Text("已撤回", "Withdrawn"),
}

EVENT_NAMES: dict[str, Text] = {
    Event.SUBMITTED: Text("提交方案", "Solution submitted"),
    Event.SOLUTION_ACCEPTED: Text("受理方案", "Solution accepted"),
    Event.CORRECTION_REQUESTED: Text("要求补正", "Correction requested"),
    Event.SOLUTION_REFUSED: Text("不予受理", "Solution refused"),
    Event.CORRECTED: Text("完成补正", "Corrected"),
    Event.CORRECTION_LAPSED: Text("逾期未补正", "Correction lapsed"),
    Event.VERIFIED: Text("核验通过", "Verified"),
    Event.FOUND_INELIGIBLE: Text("核验不符合条件", "Found ineligible"),
    Event.EXPERT_SCORED: Text("专家评分", "An expert scored"),
    Event.EXPERT_RECUSED: Text("专家回避", "An expert stood aside"),
    Event.EXPERT_REPLACED: Text("更换逾期专家", "An expert was replaced"),
    Event.EXPERT_NOMINATED: Text("指定专家", "An expert was nominated"),
    Event.EVALUATED: Text("评审完毕", "Evaluated"),
    Event.SELECTED: Text("入选", "Selected"),
    Event.NOT_SELECTED: Text("未入选", "Not selected"),
    Event.CALL_CANCELLED: Text("征集取消", "The call was cancelled"),
    Event.TASK_BOOK_DRAFTED: Text("拟定任务书", "Task book drafted"),
    Event.CHANGES_REQUESTED: Text("要求修改任务书", "Changes to the task book requested"),
    Event.TASK_BOOK_SIGNED: Text("签署任务书", "Task book signed"),
    Event.TASK_BOOK_LAPSED: Text("逾期未签任务书", "Task book not signed in time"),
    Event.COUNTERSIGNATURE_WITHHELD: Text("任务书退回重拟", "Task book sent back"),
    Event.COUNTERSIGNED: Text("会签任务书", "Task book countersigned"),
    Event.MILESTONE_REPORTED: Text("报告里程碑", "Milestone reported"),
    Event.MILESTONE_PASSED: Text("里程碑通过", "Milestone passed"),
    Event.RECTIFICATION_ORDERED: Text("要求整改", "Rectification ordered"),
    Event.RECTIFICATIONS_USED_UP: Text("整改次数用尽", "No rectification left"),
    Event.MILESTONE_MISSED: Text("里程碑逾期", "Milestone missed"),
    Event.MILESTONE_EXTENDED: Text("里程碑延期", "Milestone extended"),
    Event.DELIVERED: Text("里程碑全部完成", "All milestones passed"),
    Event.FINAL_REPORTED: Text("申请验收", "Acceptance applied for"),
    Event.FINAL_REPORT_MISSED: Text("逾期未申请验收", "Acceptance not applied for in time"),
    Event.FINAL_REPORT_EXTENDED: Text("验收延期", "Acceptance extended"),
    Event.INSPECTED: Text("验收检查", "Inspected"),
    Event.FINAL_RECTIFICATION_ORDERED: Text("验收整改", "Rectification before acceptance"),
    Event.ACCEPTANCE_PASSED: Text("通过验收", "Acceptance passed"),
    Event.ACCEPTANCE_FAILED: Text("未通过验收", "Acceptance failed"),
    Event.PROJECT_TERMINATED: Text("终止项目", "Project terminated"),
    Event.COST_AUDITED: Text("审定成本", "Cost audited"),
    Event.AWARD_ORIGINATED: Text("转入核定与拨付", "Carried over to its award"),
    Event.RECONSIDERATION_REQUESTED: Text("申请复核", "Reconsideration requested"),
    Event.REFUSAL_BECAME_FINAL: Text("不予支持生效", "The refusal became final"),
    Event.RECONSIDERATION_GRANTED: Text("复核重新办理", "Reopened"),
    Event.RECONSIDERATION_DISMISSED: Text("复核维持原决定", "The decision stands"),
    Event.FAILURE_DISPUTED: Text("对终止申请复核", "The failure was disputed"),
    Event.FAILURE_BECAME_FINAL: Text("终止生效", "The failure became final"),
    Event.PROJECT_REOPENED: Text("恢复实施", "The project was reopened"),
    Event.FAILURE_UPHELD: Text("维持终止", "The failure was upheld"),
    Event.WITHDRAWN: Text("撤回", "Withdrawn"),
}

# What happens next, in the words the applicant reads.
NEXT_STEPS: dict[str, Text] = {
    Stage.DRAFT: Text("请在征集截止前填齐方案、上传材料并提交。", "Complete the solution and submit it before the window closes."),
    Stage.ACCEPTANCE: Text("责任单位正在检查方案是否齐全。", "The department is checking that the solution is complete."),
    Stage.CORRECTION: Text("请按补正通知一次补齐,办理时限暂停计算。", "Please mend what the notice lists; our clock is stopped meanwhile."),
    Stage.VERIFICATION: Text("系统正在向有关部门核验信用与登记。", "Credit records and registrations are being checked at their sources."),
    Stage.REVIEW: Text("专家正在评审方案。", "A panel of experts is evaluating the solution."),
    Stage.SELECTION: Text("方案已评审,等待全部方案评审完毕后遴选。", "Evaluated; the winners are selected once every solution is."),
    Stage.TASK_BOOK: Text("正在拟定、签署任务书。", "The task book is being drafted and signed."),
    Stage.DELIVERY: Text("请按任务书约定的日期报告里程碑。", "Please report each milestone by the date of the task book."),
    Stage.FINAL_ACCEPTANCE: Text(
        "正在办理验收;验收通过前不拨付资金。", "Final acceptance is under way; nothing is paid before it is passed."
    ),
    Stage.AUDIT: Text("正在审计项目成本。", "The cost of the project is being audited."),
    Stage.AWARD: Text("正在转入核定。", "Being carried over to the assessment."),
    Stage.COMPLETED: Text("项目已完成,资金由所列申请办理。", "Completed; the application named here carries the money."),
    Stage.REFUSED: Text(
        "不予支持。如有不同意见,可在期限内申请一次复核。", "Refused. You may ask once for reconsideration within the time limit."
    ),
    Stage.RECONSIDERATION: Text("由另一名经办人复核。", "Another officer is reconsidering it."),
    Stage.REJECTED: Text("不予支持,已终结。", "Rejected; the matter is closed."),
    Stage.FAILED: Text(
        "项目终止或未通过验收,不予支持。如有不同意见,可在期限内申请一次复核。",
        "Terminated or not accepted, so nothing is paid. You may ask once for reconsideration within the time limit.",
    ),
    Stage.FAILURE_REVIEW: Text("由另一名经办人复核终止决定。", "Another officer is reconsidering the failure."),
    Stage.TERMINATED: Text("项目已终止,不予支持。", "The project is terminated; nothing is paid."),
    Stage.NOT_SELECTED: Text("本次未入选。", "It was not selected this time."),
    Stage.CALL_CANCELLED: Text("征集已取消,方案随之终止。", "The call was cancelled, and the solution with it."),
    Stage.LAPSED: Text("逾期未办,已终止。", "A deadline passed and it ended."),
    Stage.WITHDRAWN: Text("已按申请撤回。", "Withdrawn at your request."),
}
