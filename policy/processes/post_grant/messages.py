"""后补助项目的通知。Who is told what when something happens to a post-grant project, in words that need no law beside them."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.post_grant.stages_and_events import Event
from policy.text import Text


def _to(role: Role, zh: str, en: str) -> tuple[Role, Text]:
    return role, Text("{number} " + zh, "{number} " + en)


def _applicant(zh: str, en: str) -> tuple[Role, Text]:
    return _to(Role.APPLICANT, zh, en)


def _officer(zh: str, en: str) -> tuple[Role, Text]:
    return _to(Role.OFFICER, zh, en)


def _approver(zh: str, en: str) -> tuple[Role, Text]:
    return _to(Role.APPROVER, zh, en)


MESSAGES: Mapping[str, tuple[tuple[Role, Text], ...]] = {
    Event.SUBMITTED: (
        _applicant("的方案已收到({item})。", "is received ({item})."),
        _officer("新方案待受理。", "is a new solution and waits for acceptance."),
    ),
    Event.SOLUTION_ACCEPTED: (_applicant("已受理。", "has been accepted for handling."),),
    Event.CORRECTION_REQUESTED: (
        _applicant("需要补正,请一次补齐;期间办理时限暂停计算。", "needs correction; our clock is stopped meanwhile."),
    ),
    Event.CORRECTED: (_officer("已补正,请继续受理。", "has been corrected; please go on."),),
    Event.CORRECTION_LAPSED: (_applicant("逾期未补正,已终止。", "was not corrected in time and has ended."),),
    Event.SOLUTION_REFUSED: (_applicant("不予受理,可申请一次复核。", "was not accepted; you may ask once for reconsideration."),),
    Event.FOUND_INELIGIBLE: (
        _applicant("经核验不符合条件,可申请一次复核。", "does not meet the conditions; you may ask once for reconsideration."),
    ),
    Event.RECONSIDERATION_REQUESTED: (_officer("申请复核。", "asks for reconsideration."),),
    Event.RECONSIDERATION_GRANTED: (_applicant("经复核重新办理。", "has been reopened."),),
    Event.RECONSIDERATION_DISMISSED: (_applicant("经复核维持原决定。", "was reconsidered and the decision stands."),),
    Event.SELECTED: (
        _applicant("入选,请等待任务书。", "is selected; the task book follows."),
        _officer("入选,请拟定任务书。", "is selected; please draft its task book."),
    ),
    Event.NOT_SELECTED: (_applicant("本次未入选,得分见项目详情。", "was not selected; its score is shown with it."),),
    Event.CALL_CANCELLED: (_applicant("所应征集已取消,方案随之终止。", "ended because the call was cancelled."),),
    Event.TASK_BOOK_DRAFTED: (_applicant("任务书已拟定,请签署或提出修改。", "has its task book; please sign it or ask for changes."),),
    Event.CHANGES_REQUESTED: (_officer("承担单位要求修改任务书。", "asks for changes to its task book."),),
    Event.TASK_BOOK_SIGNED: (_approver("任务书待会签。", "has a signed task book to countersign."),),
    Event.COUNTERSIGNATURE_WITHHELD: (_officer("任务书退回重拟。", "has its task book sent back."),),
    Event.TASK_BOOK_LAPSED: (_applicant("逾期未签任务书,已终止。", "ended: the task book was not signed in time."),),
    Event.COUNTERSIGNED: (_applicant("任务书生效,请按期实施。", "may begin: the task book is in force."),),
    Event.MILESTONE_REPORTED: (_officer("里程碑已报告,请检查。", "has reported a milestone; please check it."),),
    Event.MILESTONE_PASSED: (_applicant("里程碑通过。", "has passed a milestone."),),
    Event.RECTIFICATION_ORDERED: (_applicant("里程碑须整改后再报。", "has to rectify its milestone and report again."),),
    Event.RECTIFICATIONS_USED_UP: (
        _applicant("里程碑多次整改未通过,待处置。", "has used up its rectifications; the head of the department decides."),
        _approver("里程碑多次整改未通过,请决定延期或终止。", "has no rectification left; please extend or terminate."),
    ),
    Event.MILESTONE_MISSED: (
        _applicant("里程碑逾期未报。", "has missed a milestone."),
        _approver("里程碑逾期,请决定延期或终止。", "has missed a milestone; please extend or terminate."),
    ),
    Event.MILESTONE_EXTENDED: (_applicant("里程碑获准延期。", "has more time for its milestone."),),
    Event.DELIVERED: (_applicant("里程碑全部完成,请申请验收。", "has passed every milestone; please apply for acceptance."),),
    Event.FINAL_REPORTED: (_officer("申请验收,请检查。", "applies for acceptance; please inspect it."),),
    Event.FINAL_REPORT_MISSED: (
        _applicant("逾期未申请验收。", "did not apply for acceptance in time."),
        _approver("逾期未申请验收,请决定延期或终止。", "did not apply for acceptance; please extend or terminate."),
    ),
    Event.FINAL_REPORT_EXTENDED: (_applicant("验收获准延期。", "has more time to apply for acceptance."),),
    Event.INSPECTED: (_approver("验收检查完毕,请决定。", "has been inspected; please decide on acceptance."),),
    Event.FINAL_RECTIFICATION_ORDERED: (_applicant("须整改后再次验收,仅此一次。", "has to be rectified before acceptance, once only."),),
    Event.ACCEPTANCE_PASSED: (_applicant("通过验收,进入成本审计。", "is accepted; its cost is audited next."),),
    Event.ACCEPTANCE_FAILED: (_applicant("未通过验收,可申请一次复核。", "was not accepted; you may ask once for reconsideration."),),
    Event.PROJECT_TERMINATED: (_applicant("项目终止,可申请一次复核。", "was terminated; you may ask once for reconsideration."),),
    Event.FAILURE_DISPUTED: (_officer("对终止申请复核。", "disputes its failure."),),
    Event.PROJECT_REOPENED: (_applicant("经复核恢复实施。", "goes on after reconsideration."),),
    Event.FAILURE_UPHELD: (_applicant("经复核维持终止。", "was reconsidered and the failure stands."),),
    Event.COST_AUDITED: (_applicant("成本已审定,转入核定与拨付。", "has its cost audited; the award follows."),),
    Event.WITHDRAWN: (_officer("承担单位已撤回。", "was withdrawn by its enterprise."),),
}
