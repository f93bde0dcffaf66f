"""后补助项目的事件。What may happen to a post-grant project: one row an event, where it leads, what it opens, whom it tells.

What several processes have (acceptance, panel, reconsideration) comes from its drawer, told between which stages it lies.
`{number}` is its number, `{item}` the title of its item.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.acceptance.steps import Filed, acceptance_steps
from policy.processes.change.steps import change_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step, draft_discarded
from policy.processes.notice.steps import Published, notice_steps
from policy.processes.panel.steps import panel_steps
from policy.processes.post_grant.stages import BEFORE_SELECTION, WITHDRAWABLE, Stage
from policy.processes.reconsideration.steps import Refused, reconsideration_steps
from policy.text import Text


class Event(StrEnum):
    """What happened to a post-grant project, in the past tense."""

    SUBMITTED = "submitted"
    SOLUTION_ACCEPTED = "solution_accepted"
    SOLUTION_REFUSED = "solution_refused"
    VERIFIED = "verified"
    FOUND_INELIGIBLE = "found_ineligible"
    EVALUATED = "evaluated"
    SELECTED = "selected"
    PUT_IN_RESERVE = "put_in_reserve"
    NOT_SELECTED = "not_selected"
    CALL_CANCELLED = "call_cancelled"
    DRAFT_OVERTAKEN = "draft_overtaken"
    DRAFT_DISCARDED = "draft_discarded"
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
    FAILURE_DISPUTED = "failure_disputed"
    FAILURE_BECAME_FINAL = "failure_became_final"
    PROJECT_REOPENED = "project_reopened"
    FAILURE_UPHELD = "failure_upheld"
    WITHDRAWN = "withdrawn"


_REMEDY = ("solution_objection",)
_OWN: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("提交方案", "Solution submitted"),
        leads={Stage.DRAFT: Stage.ACCEPTANCE},
        opens=("solution_check",),
        tells={
            Role.APPLICANT: Text("{number}的方案已收到（{item}）。", "{number} is received ({item})."),
            Role.OFFICER: Text("{number}新方案待受理。", "{number} is a new solution and waits for acceptance."),
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    Event.VERIFIED: Step(
        Text("核验通过", "Verified"),
        leads={Stage.VERIFICATION: Stage.REVIEW},
        opens=("panel",),
    ),
    Event.FOUND_INELIGIBLE: Step(
        Text("核验不符合条件", "Found ineligible"),
        leads={Stage.VERIFICATION: Stage.REFUSED},
        opens=_REMEDY,
        tells={
            Role.APPLICANT: Text(
                "{number}经核验不符合条件，可申请一次复核。",
                "{number} does not meet the conditions; you may ask once for reconsideration.",
            )
        },
    ),
    Event.EVALUATED: Step(
        Text("评审完毕", "Evaluated"),
        leads={Stage.REVIEW: Stage.SELECTION},
    ),
    Event.SELECTED: Step(
        Text("入选", "Selected"),
        leads=dict.fromkeys((Stage.SELECTION, Stage.RESERVE), Stage.PUBLIC_NOTICE),
        tells={
            Role.APPLICANT: Text(
                "{number}入选，正在公示；公示无异议的，拟定任务书。",
                "{number} is selected and on public notice; if nobody objects, its task book follows.",
            ),
        },
    ),
    Event.PUT_IN_RESERVE: Step(
        Text("列为候补", "Put in reserve"),
        leads={Stage.SELECTION: Stage.RESERVE},
        tells={
            Role.APPLICANT: Text(
                "{number}列为候补：资金拨付前入选单位退出的，按名次递补；不愿等待的，可以撤回。",
                "{number} is in reserve: if a winner drops out before anything is paid, the next takes its place. You may withdraw it.",
            )
        },
    ),
    Event.NOT_SELECTED: Step(
        Text("未入选", "Not selected"),
        leads=dict.fromkeys((Stage.SELECTION, Stage.RESERVE), Stage.NOT_SELECTED),
        tells={Role.APPLICANT: Text("{number}本次未入选，得分见项目详情。", "{number} was not selected; its score is shown with it.")},
    ),
    Event.CALL_CANCELLED: Step(
        Text("征集取消", "The call was cancelled"),
        leads=dict.fromkeys(BEFORE_SELECTION, Stage.CALL_CANCELLED),
        tells={
            Role.APPLICANT: Text(
                "{number}所应征集已取消，方案随之终止。理由：{reason}",
                "{number} ended because the call was cancelled. The reason is: {reason}",
            )
        },
    ),
    # Nobody else has seen a draft, and nobody else learns that there was one.
    Event.DRAFT_OVERTAKEN: Step(
        Text("草稿失效", "Draft ended with its call"),
        leads={Stage.DRAFT: Stage.DISCARDED},
        tells={
            Role.APPLICANT: Text(
                "{number}所应征集已截止或取消，方案草稿未提交，已失效。",
                "{number} was not submitted before its call closed or was cancelled; the draft ended.",
            )
        },
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
    Event.TASK_BOOK_DRAFTED: Step(
        Text("拟定任务书", "Task book drafted"),
        stays=(Stage.TASK_BOOK,),
        opens=("task_book_signature",),
        tells={
            Role.APPLICANT: Text(
                "{number}任务书已拟定，请签署或提出修改。", "{number} has its task book; please sign it or ask for changes."
            )
        },
    ),
    Event.CHANGES_REQUESTED: Step(
        Text("要求修改任务书", "Changes to the task book requested"),
        stays=(Stage.TASK_BOOK,),
        opens=("task_book_draft",),
        tells={Role.OFFICER: Text("{number}承担单位要求修改任务书。", "{number} asks for changes to its task book.")},
    ),
    Event.TASK_BOOK_SIGNED: Step(
        Text("签署任务书", "Task book signed"),
        stays=(Stage.TASK_BOOK,),
        opens=("task_book_countersignature",),
        tells={Role.APPROVER: Text("{number}任务书待甲方签署。", "{number} has a signed task book to countersign.")},
    ),
    Event.TASK_BOOK_LAPSED: Step(
        Text("逾期未签任务书", "Task book not signed in time"),
        leads={Stage.TASK_BOOK: Stage.LAPSED},
        tells={Role.APPLICANT: Text("{number}逾期未签任务书，已终止。", "{number} ended: the task book was not signed in time.")},
    ),
    Event.COUNTERSIGNATURE_WITHHELD: Step(
        Text("任务书退回重拟", "Task book sent back"),
        stays=(Stage.TASK_BOOK,),
        opens=("task_book_draft",),
        tells={Role.OFFICER: Text("{number}任务书退回重拟。", "{number} has its task book sent back.")},
    ),
    Event.COUNTERSIGNED: Step(
        Text("签署任务书（甲方）", "Task book countersigned"),
        leads={Stage.TASK_BOOK: Stage.DELIVERY},
        opens=("milestone_report",),
        tells={Role.APPLICANT: Text("{number}任务书生效，请按期实施。", "{number} may begin: the task book is in force.")},
    ),
    Event.MILESTONE_REPORTED: Step(
        Text("报告里程碑", "Milestone reported"),
        stays=(Stage.DELIVERY,),
        opens=("milestone_check",),
        hands_in=True,
        tells={Role.OFFICER: Text("{number}里程碑已报告，请检查。", "{number} has reported a milestone; please check it.")},
    ),
    Event.MILESTONE_PASSED: Step(
        Text("里程碑通过", "Milestone passed"),
        stays=(Stage.DELIVERY,),
        opens=("milestone_report",),
        tells={Role.APPLICANT: Text("{number}里程碑通过。", "{number} has passed a milestone.")},
    ),
    Event.RECTIFICATION_ORDERED: Step(
        Text("要求整改", "Rectification ordered"),
        stays=(Stage.DELIVERY,),
        opens=("milestone_report",),
        tells={Role.APPLICANT: Text("{number}里程碑须整改后再报。", "{number} has to rectify its milestone and report again.")},
    ),
    Event.RECTIFICATIONS_USED_UP: Step(
        Text("整改次数用尽", "No rectification left"),
        stands_for=Event.RECTIFICATION_ORDERED,
        stays=(Stage.DELIVERY,),
        opens=("milestone_default",),
        tells={
            Role.APPLICANT: Text(
                "{number}里程碑多次整改未通过，待处置。", "{number} has used up its rectifications; the head of the department decides."
            ),
            Role.APPROVER: Text(
                "{number}里程碑多次整改未通过，请决定延期或终止。", "{number} has no rectification left; please extend or terminate."
            ),
        },
    ),
    Event.MILESTONE_MISSED: Step(
        Text("里程碑逾期", "Milestone missed"),
        stays=(Stage.DELIVERY,),
        opens=("milestone_default",),
        tells={
            Role.APPLICANT: Text("{number}里程碑逾期未报。", "{number} has missed a milestone."),
            Role.APPROVER: Text("{number}里程碑逾期，请决定延期或终止。", "{number} has missed a milestone; please extend or terminate."),
        },
    ),
    Event.MILESTONE_EXTENDED: Step(
        Text("里程碑延期", "Milestone extended"),
        stays=(Stage.DELIVERY,),
        opens=("milestone_report",),
        tells={Role.APPLICANT: Text("{number}里程碑获准延期。", "{number} has more time for its milestone.")},
    ),
    Event.DELIVERED: Step(
        Text("里程碑全部完成", "All milestones passed"),
        leads={Stage.DELIVERY: Stage.FINAL_ACCEPTANCE},
        opens=("final_report",),
        tells={
            Role.APPLICANT: Text(
                "{number}里程碑全部完成，请申请验收。", "{number} has passed every milestone; please apply for acceptance."
            )
        },
    ),
    Event.FINAL_REPORTED: Step(
        Text("申请验收", "Acceptance applied for"),
        stays=(Stage.FINAL_ACCEPTANCE,),
        opens=("final_inspection",),
        hands_in=True,
        tells={Role.OFFICER: Text("{number}申请验收，请检查。", "{number} applies for acceptance; please inspect it.")},
    ),
    Event.FINAL_REPORT_MISSED: Step(
        Text("逾期未申请验收", "Acceptance not applied for in time"),
        stays=(Stage.FINAL_ACCEPTANCE,),
        opens=("final_report_default",),
        tells={
            Role.APPLICANT: Text("{number}逾期未申请验收。", "{number} did not apply for acceptance in time."),
            Role.APPROVER: Text(
                "{number}逾期未申请验收，请决定延期或终止。", "{number} did not apply for acceptance; please extend or terminate."
            ),
        },
    ),
    Event.FINAL_REPORT_EXTENDED: Step(
        Text("验收延期", "Acceptance extended"),
        stays=(Stage.FINAL_ACCEPTANCE,),
        opens=("final_report",),
        tells={Role.APPLICANT: Text("{number}验收获准延期。", "{number} has more time to apply for acceptance.")},
    ),
    Event.INSPECTED: Step(
        Text("验收检查", "Inspected"),
        stays=(Stage.FINAL_ACCEPTANCE,),
        opens=("final_decision",),
        tells={Role.APPROVER: Text("{number}验收检查完毕，请决定。", "{number} has been inspected; please decide on acceptance.")},
    ),
    Event.FINAL_RECTIFICATION_ORDERED: Step(
        Text("验收整改", "Rectification before acceptance"),
        stays=(Stage.FINAL_ACCEPTANCE,),
        opens=("final_report",),
        tells={Role.APPLICANT: Text("{number}须整改后再次验收，仅此一次。", "{number} has to be rectified before acceptance, once only.")},
    ),
    Event.ACCEPTANCE_PASSED: Step(
        Text("通过验收", "Acceptance passed"),
        leads={Stage.FINAL_ACCEPTANCE: Stage.AUDIT},
        opens=("cost_audit",),
        tells={
            Role.APPLICANT: Text(
                "{number}通过验收，请上传审计报告，进入成本审计。", "{number} is accepted; please upload the auditor's report of its cost."
            )
        },
    ),
    Event.ACCEPTANCE_FAILED: Step(
        Text("未通过验收", "Acceptance failed"),
        leads={Stage.FINAL_ACCEPTANCE: Stage.FAILED},
        opens=("failure_objection",),
        tells={
            Role.APPLICANT: Text("{number}未通过验收，可申请一次复核。", "{number} was not accepted; you may ask once for reconsideration.")
        },
    ),
    Event.PROJECT_TERMINATED: Step(
        Text("终止项目", "Project terminated"),
        leads={Stage.DELIVERY: Stage.FAILED, Stage.FINAL_ACCEPTANCE: Stage.FAILED},
        opens=("failure_objection",),
        tells={
            Role.APPLICANT: Text("{number}项目终止，可申请一次复核。", "{number} was terminated; you may ask once for reconsideration.")
        },
    ),
    Event.COST_AUDITED: Step(
        Text("审定成本", "Cost audited"),
        leads={Stage.AUDIT: Stage.AWARD},
        tells={Role.APPLICANT: Text("{number}成本已审定，转入核定与拨付。", "{number} has its cost audited; the award follows.")},
    ),
    Event.AWARD_ORIGINATED: Step(
        Text("转入核定与拨付", "Carried over to its award"),
        leads={Stage.AWARD: Stage.COMPLETED},
    ),
    Event.FAILURE_DISPUTED: Step(
        Text("对终止申请复核", "The failure was disputed"),
        leads={Stage.FAILED: Stage.FAILURE_REVIEW},
        opens=("failure_reconsideration",),
        tells={Role.OFFICER: Text("{number}对终止申请复核。", "{number} disputes its failure.")},
    ),
    Event.FAILURE_BECAME_FINAL: Step(
        Text("终止生效", "The failure became final"),
        leads={Stage.FAILED: Stage.TERMINATED},
    ),
    Event.PROJECT_REOPENED: Step(
        Text("恢复实施", "The project was reopened"),
        leads={Stage.FAILURE_REVIEW: Stage.DELIVERY},
        opens=("milestone_report",),
        tells={Role.APPLICANT: Text("{number}经复核恢复实施。", "{number} goes on after reconsideration.")},
    ),
    Event.FAILURE_UPHELD: Step(
        Text("维持终止", "The failure was upheld"),
        leads={Stage.FAILURE_REVIEW: Stage.TERMINATED},
        tells={Role.APPLICANT: Text("{number}经复核维持终止。", "{number} was reconsidered and the failure stands.")},
    ),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads=dict.fromkeys(WITHDRAWABLE, Stage.WITHDRAWN),
        tells={Role.OFFICER: Text("{number}承担单位已撤回。", "{number} was withdrawn by its enterprise.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
}
STEPS: Mapping[str, Step] = {
    **acceptance_steps(
        Filed(
            acceptance=Stage.ACCEPTANCE,
            correction=Stage.CORRECTION,
            accepted=Stage.VERIFICATION,
            refused=Stage.REFUSED,
            lapsed=Stage.LAPSED,
            check="solution_check",
            corrects="solution_correction",
            refused_opens=_REMEDY,
            accepted_as=(Event.SOLUTION_ACCEPTED, Text("受理方案", "Solution accepted")),
            refused_as=(Event.SOLUTION_REFUSED, Text("不予受理", "Solution refused")),
        )
    ),
    **panel_steps(Stage.REVIEW),
    **change_steps((Stage.DELIVERY,)),
    **_OWN,
    **notice_steps(
        Published(
            notice=Stage.PUBLIC_NOTICE,
            objection=Stage.OBJECTION,
            cleared=Stage.TASK_BOOK,
            upheld=Stage.REFUSED,
            cleared_opens=("task_book_draft",),
            cleared_tells=Text("{number}公示无异议，请等待任务书。", "The notice of {number} is over; the task book follows."),
            upheld_opens=_REMEDY,
            upheld_tells=Text(
                "{number}公示期间收到的异议经核实成立，不再入选，可申请一次复核。",
                "An objection to {number} was examined and upheld: it is selected no longer; you may ask once for reconsideration.",
            ),
        )
    ),
    **reconsideration_steps(
        Refused(
            refused=Stage.REFUSED,
            reconsideration=Stage.RECONSIDERATION,
            reopened=Stage.VERIFICATION,
            final=Stage.REJECTED,
            reconsiders="solution_reconsideration",
            dismissed_tells=Text(
                "{number}经复核维持原决定。理由：{reason}", "{number} was reconsidered and the decision stands. The reason is: {reason}"
            ),
        )
    ),
}
