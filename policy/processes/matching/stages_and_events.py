"""配套项目的用语。The stages and events of the matching process, with their names, and what comes next in each stage."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.lifecycle import DRAFT, Common
from policy.text import Text


class Stage(StrEnum):
    """Where a matching project stands."""

    DRAFT = DRAFT
    UPSTREAM_CHECK = "upstream_check"
    ADMISSION = "admission"
    CORRECTION = "correction"
    CONFIRMATION = "confirmation"
    ACTIVE = "active"
    CLOSING = "closing"
    UNWINDING = "unwinding"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What may happen to a matching project, in the past tense."""

    SUBMITTED = Common.SUBMITTED
    UPSTREAM_RECOGNISED = "upstream_recognised"
    UPSTREAM_NOT_RECOGNISED = "upstream_not_recognised"
    ADMISSION_RECOMMENDED = "admission_recommended"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTED = "corrected"
    CORRECTION_LAPSED = "correction_lapsed"
    ADMITTED = "admitted"
    ADMISSION_RETURNED = "admission_returned"
    ADMISSION_REFUSED = "admission_refused"
    UPSTREAM_CONFIRMED = "upstream_confirmed"
    UPSTREAM_REDUCED = "upstream_reduced"
    UPSTREAM_RECOVERED = "upstream_recovered"
    UPSTREAM_LOST = "upstream_lost"
    UPSTREAM_TERMINATED = "upstream_terminated"
    UPSTREAM_COMPLETED = "upstream_completed"
    CLAIMS_CLOSED = "claims_closed"
    WATCH_ENDED = "watch_ended"
    WITHDRAWN = "withdrawn"


STAGE_NAMES: dict[str, Text] = {
    Stage.DRAFT: Text("草稿", "Draft"),
    Stage.UPSTREAM_CHECK: Text("上级立项核对", "Upstream check"),
    Stage.ADMISSION: Text("入库审查", "Admission"),
    Stage.CORRECTION: Text("补正", "Correction"),
    Stage.CONFIRMATION: Text("入库确认", "Confirmation"),
    Stage.ACTIVE: Text("在库", "Active"),
    Stage.CLOSING: Text("上级已验收", "Closing"),
    Stage.UNWINDING: Text("上级已终止", "Unwinding"),
    Stage.COMPLETED: Text("已结项", "Completed"),
    Stage.TERMINATED: Text("已终止", "Terminated"),
    Stage.REFUSED: Text("不予入库", "Refused"),
    Stage.LAPSED: Text("逾期终止", "Lapsed"),
    Stage.WITHDRAWN: Text("已撤回", "Withdrawn"),
}

EVENT_NAMES: dict[str, Text] = {
    Event.SUBMITTED: Text("提交项目", "Submitted"),
    Event.UPSTREAM_RECOGNISED: Text("上级立项属实", "Recognised by the upstream"),
    Event.UPSTREAM_NOT_RECOGNISED: Text("上级立项不符", "Not recognised by the upstream"),
    Event.ADMISSION_RECOMMENDED: Text("建议入库", "Admission recommended"),
    Event.CORRECTION_REQUESTED: Text("要求补正", "Correction requested"),
    Event.CORRECTED: Text("完成补正", "Corrected"),
    Event.CORRECTION_LAPSED: Text("逾期未补正", "Correction lapsed"),
    Event.ADMITTED: Text("同意入库", "Admitted"),
    Event.ADMISSION_RETURNED: Text("退回审查", "Returned for another look"),
    Event.ADMISSION_REFUSED: Text("不予入库", "Admission refused"),
    Event.UPSTREAM_CONFIRMED: Text("上级项目如常", "The upstream goes on as before"),
    Event.UPSTREAM_REDUCED: Text("上级核减", "The upstream was reduced"),
    Event.UPSTREAM_RECOVERED: Text("上级收回资金", "The upstream took money back"),
    Event.UPSTREAM_LOST: Text("上级登记查无此项目", "The upstream no longer names the project"),
    Event.UPSTREAM_TERMINATED: Text("上级终止", "The upstream terminated it"),
    Event.UPSTREAM_COMPLETED: Text("上级验收", "The upstream accepted it"),
    Event.CLAIMS_CLOSED: Text("申领期结束", "Claims closed"),
    Event.WATCH_ENDED: Text("收回观察期结束", "The watch ended"),
    Event.WITHDRAWN: Text("撤回", "Withdrawn"),
}

# What happens next, in the words the applicant reads.
NEXT_STEPS: dict[str, Text] = {
    Stage.DRAFT: Text("请填写上级项目信息后提交。", "Describe the upstream project, then submit."),
    Stage.UPSTREAM_CHECK: Text("系统正在向上级项目登记核对。", "The registry of upstream projects is being asked."),
    Stage.ADMISSION: Text("责任单位正在审查项目是否符合发展方向。", "The department is looking whether it fits the area's direction."),
    Stage.CORRECTION: Text("请按要求一次改齐后重新提交。", "Please mend what was asked for, all at once, and submit again."),
    Stage.CONFIRMATION: Text("责任单位负责人正在确认入库。", "The head of the department is confirming the admission."),
    Stage.ACTIVE: Text(
        "项目已入库:每年可凭上级到款申领配套。", "The project is admitted: claim once for each year in which upstream money arrived."
    ),
    Stage.CLOSING: Text(
        "上级已验收:最后到款年度的配套仍可在期限内申领。",
        "The upstream has accepted it: the last year of its money may still be claimed within the time limit.",
    ),
    Stage.UNWINDING: Text(
        "上级已终止,不再配套;上级收回的部分按比例追回。",
        "The upstream has ended it: nothing more is matched, and what it takes back is reclaimed in proportion.",
    ),
    Stage.COMPLETED: Text("项目已结项。", "The project is completed."),
    Stage.TERMINATED: Text("项目已终止。", "The project is terminated."),
    Stage.REFUSED: Text("不予入库。情况变化后可重新提出。", "Not admitted. You may file it again when things have changed."),
    Stage.LAPSED: Text("逾期未补正,已终止。可重新提出。", "Not corrected in time. You may file it again."),
    Stage.WITHDRAWN: Text("已按申请撤回。", "Withdrawn at your request."),
}
