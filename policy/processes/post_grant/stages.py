"""后补助项目的阶段。Where a post-grant project may stand, one row a stage."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.processes.kernel.lifecycle import StageRow
from policy.text import Text


class Stage(StrEnum):
    """Where a post-grant project stands."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    ACCEPTANCE = "acceptance"
    CORRECTION = "correction"
    VERIFICATION = "verification"
    REVIEW = "review"
    SELECTION = "selection"
    RESERVE = "reserve"
    PUBLIC_NOTICE = "public_notice"
    OBJECTION = "objection"
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


# Stages the selection waits for: whoever is in one of them may still become a candidate.
UNSETTLED = frozenset({Stage.ACCEPTANCE, Stage.CORRECTION, Stage.VERIFICATION, Stage.REVIEW, Stage.REFUSED, Stage.RECONSIDERATION})
# Stages that a call's end reaches.
BEFORE_SELECTION = UNSETTLED | {Stage.SELECTION}
# Stages of whoever waits for what its call decides.
WAITING_FOR_CALL = BEFORE_SELECTION | {Stage.RESERVE}
# The applicant may withdraw until final acceptance.
WITHDRAWABLE = (
    Stage.ACCEPTANCE,
    Stage.CORRECTION,
    Stage.VERIFICATION,
    Stage.REVIEW,
    Stage.SELECTION,
    Stage.RESERVE,
    Stage.PUBLIC_NOTICE,
    Stage.OBJECTION,
    Stage.TASK_BOOK,
    Stage.DELIVERY,
)
EDITABLE = frozenset({Stage.DRAFT, Stage.CORRECTION})
EVIDENCE_TAKEN = EDITABLE | {Stage.TASK_BOOK, Stage.DELIVERY, Stage.FINAL_ACCEPTANCE, Stage.AUDIT}

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(
        Text("草稿", "Draft"),
        Text("请在征集截止前完整填写方案、上传材料并提交。", "Complete the solution and submit it before the window closes."),
    ),
    Stage.ACCEPTANCE: StageRow(
        Text("受理", "Acceptance"),
        Text("责任单位正在检查方案是否齐全。", "The department is checking that the solution is complete."),
        attended=True,
        holdable=True,
    ),
    Stage.CORRECTION: StageRow(
        Text("补正", "Correction"),
        Text("请按补正通知一次补齐，办理时限暂停计算。", "Please mend what the notice lists; our clock is stopped meanwhile."),
        attended=True,
        holdable=True,
    ),
    Stage.VERIFICATION: StageRow(
        Text("核验", "Verification"),
        Text("系统正在向有关部门核验信用与登记。", "Credit records and registrations are being checked at their sources."),
        holdable=True,
        automatic=True,
    ),
    Stage.REVIEW: StageRow(
        Text("以赛代评", "Competitive evaluation"),
        Text("专家正在评审方案。", "A panel of experts is evaluating the solution."),
        attended=True,
        holdable=True,
    ),
    Stage.SELECTION: StageRow(
        Text("等待遴选", "Waiting for selection"),
        Text("方案已评审，等待全部方案评审完毕后遴选。", "Evaluated; the winners are selected once every solution is."),
        holdable=True,
    ),
    Stage.RESERVE: StageRow(
        Text("候补", "In reserve"),
        Text(
            "已列为候补：入选单位退出的，按名次递补；无人退出的，办结时告知。",
            "In reserve: if a winner drops out, the next takes its place; if none does, you are told at the end.",
        ),
        holdable=True,
    ),
    Stage.PUBLIC_NOTICE: StageRow(
        Text("公示", "Public notice"),
        Text("入选结果公示期间；无异议的，拟定任务书。", "The selection is on public notice; if nobody objects, the task book follows."),
        timed=True,
    ),
    Stage.OBJECTION: StageRow(
        Text("异议处理", "Objection"),
        Text("公示期间收到实名异议，公示暂停，正在核实。", "A named objection came in; the notice is suspended while it is examined."),
        attended=True,
    ),
    Stage.TASK_BOOK: StageRow(
        Text("签订任务书", "Task book"),
        Text("正在拟定、签署任务书。", "The task book is being drafted and signed."),
        attended=True,
        holdable=True,
    ),
    Stage.DELIVERY: StageRow(
        Text("项目实施", "Delivery"),
        Text("请按任务书约定的日期报告里程碑。", "Please report each milestone by the date of the task book."),
        attended=True,
        holdable=True,
    ),
    Stage.FINAL_ACCEPTANCE: StageRow(
        Text("验收", "Final acceptance"),
        Text("正在办理验收；验收通过前不拨付资金。", "Final acceptance is under way; nothing is paid before it is passed."),
        attended=True,
        holdable=True,
    ),
    Stage.AUDIT: StageRow(
        Text("成本审计", "Audit of cost"),
        Text("正在审计项目成本。", "The cost of the project is being audited."),
        attended=True,
        holdable=True,
    ),
    Stage.AWARD: StageRow(
        Text("转入核定", "Being carried over"), Text("正在转入核定。", "Being carried over to the assessment."), automatic=True
    ),
    Stage.COMPLETED: StageRow(
        Text("已完成，转入核定与拨付", "Completed; the award follows"),
        Text("项目已完成，资金由所列申请办理。", "Completed; the application named here carries the money."),
        terminal=True,
    ),
    Stage.REFUSED: StageRow(
        Text("不予受理或不符合条件（可复核）", "Refused, open to reconsideration"),
        Text("不予支持。如有不同意见，可在期限内申请一次复核。", "Refused. You may ask once for reconsideration within the time limit."),
        attended=True,
    ),
    Stage.RECONSIDERATION: StageRow(
        Text("复核", "Reconsideration"),
        Text("由其他人员复核。", "Somebody else is reconsidering it."),
        attended=True,
        holdable=True,
    ),
    Stage.REJECTED: StageRow(Text("不予支持", "Rejected"), Text("不予支持，已终结。", "Rejected; the matter is closed."), terminal=True),
    Stage.FAILED: StageRow(
        Text("终止或未通过验收（可复核）", "Failed, open to reconsideration"),
        Text(
            "项目终止或未通过验收，不予支持。如有不同意见，可在期限内申请一次复核。",
            "Terminated or not accepted, so nothing is paid. You may ask once for reconsideration within the time limit.",
        ),
        attended=True,
    ),
    Stage.FAILURE_REVIEW: StageRow(
        Text("终止复核", "Reconsideration of the failure"),
        Text("由其他人员复核终止决定。", "Somebody else is reconsidering the failure."),
        attended=True,
        holdable=True,
    ),
    Stage.TERMINATED: StageRow(
        Text("已终止", "Terminated"), Text("项目已终止，不予支持。", "The project is terminated; nothing is paid."), terminal=True
    ),
    Stage.NOT_SELECTED: StageRow(Text("未入选", "Not selected"), Text("本次未入选。", "It was not selected this time."), terminal=True),
    Stage.DISCARDED: StageRow(
        Text("草稿已失效", "Draft ended"),
        Text(
            "方案草稿已删除，或者征集截止、取消前未提交，已失效。",
            "The draft was discarded, or the call closed or was cancelled before it was submitted.",
        ),
        terminal=True,
    ),
    Stage.CALL_CANCELLED: StageRow(
        Text("征集已取消", "Call cancelled"),
        Text("征集已取消，方案随之终止。", "The call was cancelled, and the solution with it."),
        terminal=True,
    ),
    Stage.LAPSED: StageRow(Text("逾期终止", "Lapsed"), Text("逾期未办，已终止。", "A deadline passed and it ended."), terminal=True),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依贵单位申请撤回。", "Withdrawn at your request."), terminal=True),
}
