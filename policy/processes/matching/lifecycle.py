"""配套项目的生命周期。The matching process: a project admitted once, looked at every year, and claimed for year by year (clause 2).

Claims are applications of their own; this is the life of the project they belong to. It ends with the upstream's acceptance, and a
project that ended early is watched for a while, so that what the upstream takes back of years we matched comes back to us as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.change.steps import change_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import DRAFT, Common, Lifecycle, StageRow, Step, draft_discarded
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
    HANDED_OVER = "handed_over"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    REFUSED = "refused"
    LAPSED = "lapsed"
    DISCARDED = "discarded"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What may happen to a matching project, in the past tense."""

    SUBMITTED = Common.SUBMITTED
    DRAFT_DISCARDED = "draft_discarded"
    UPSTREAM_RECOGNISED = "upstream_recognised"
    UPSTREAM_NOT_RECOGNISED = "upstream_not_recognised"
    ADMISSION_RECOMMENDED = "admission_recommended"
    ADMITTED = "admitted"
    ADMISSION_RETURNED = "admission_returned"
    ADMISSION_REFUSED = "admission_refused"
    UPSTREAM_CONFIRMED = "upstream_confirmed"
    UPSTREAM_REDUCED = "upstream_reduced"
    UPSTREAM_RECOVERED = "upstream_recovered"
    UPSTREAM_LOST = "upstream_lost"
    UPSTREAM_CONTRADICTED = "upstream_contradicted"
    UPSTREAM_ASKED_AGAIN = "upstream_asked_again"
    CLOSING_ASKED = "closing_asked"
    CLOSING_REFUSED = "closing_refused"
    UPSTREAM_GIVEN_UP = "upstream_given_up"
    UPSTREAM_TERMINATED = "upstream_terminated"
    UPSTREAM_COMPLETED = "upstream_completed"
    UPSTREAM_RESUMED = "upstream_resumed"
    UPSTREAM_HANDED_OVER = "upstream_handed_over"
    CLAIMS_CLOSED = "claims_closed"
    WATCH_ENDED = "watch_ended"
    WITHDRAWN = "withdrawn"


# Stages in which the upstream is looked at every year.
WATCHED = frozenset({Stage.ACTIVE, Stage.CLOSING, Stage.UNWINDING, Stage.HANDED_OVER})
# Stages in which the enterprise may claim.
CLAIMABLE = frozenset({Stage.ACTIVE, Stage.CLOSING})
# Stages in which the enterprise may change what it declared.
EDITABLE = frozenset({Stage.DRAFT, Stage.CORRECTION})

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("请填写上级项目信息后提交。", "Describe the upstream project, then submit.")),
    Stage.UPSTREAM_CHECK: StageRow(
        Text("上级立项核对", "Upstream check"),
        Text("系统正在向上级项目登记核对。", "The registry of upstream projects is being asked."),
        attended=True,
        holdable=True,
        automatic=True,
    ),
    Stage.ADMISSION: StageRow(
        Text("入库审查", "Admission"),
        Text("责任单位正在审查项目是否符合发展方向。", "The department is looking whether it fits the area's direction."),
        attended=True,
        holdable=True,
    ),
    Stage.CORRECTION: StageRow(
        Text("补正", "Correction"),
        Text("请按要求一次改齐后重新提交。", "Please mend what was asked for, all at once, and submit again."),
        attended=True,
        holdable=True,
    ),
    Stage.CONFIRMATION: StageRow(
        Text("入库确认", "Confirmation"),
        Text("责任单位负责人正在确认入库。", "The head of the department is confirming the admission."),
        attended=True,
        holdable=True,
    ),
    Stage.ACTIVE: StageRow(
        Text("在库", "Active"),
        Text(
            "项目已入库：每年可凭上级到款申领配套。", "The project is admitted: claim once for each year in which upstream money arrived."
        ),
        attended=True,
        holdable=True,
    ),
    Stage.CLOSING: StageRow(
        Text("上级已验收", "Closing"),
        Text(
            "上级已验收：最后到款年度的配套仍可在期限内申领。",
            "The upstream has accepted it: the last year of its money may still be claimed within the time limit.",
        ),
        attended=True,
        holdable=True,
    ),
    Stage.UNWINDING: StageRow(
        Text("上级已终止", "Unwinding"),
        Text(
            "上级已终止，不再配套；上级收回资金的，按上级现有资金重新核算。",
            "The upstream has ended it: nothing more is matched, and what it takes back is reclaimed in proportion.",
        ),
        attended=True,
        holdable=True,
    ),
    Stage.HANDED_OVER: StageRow(
        Text("上级已移交", "Handed over"),
        Text(
            "上级已将项目移交其他单位，不再向本单位配套；移交前的配套资金，上级收回资金的，按上级现有资金重新核算。",
            "The upstream has handed it over to another enterprise: nothing more is matched here, and what it takes back is reclaimed.",
        ),
        attended=True,
        holdable=True,
    ),
    Stage.COMPLETED: StageRow(Text("已结项", "Completed"), Text("项目已结项。", "The project is completed."), terminal=True),
    Stage.TERMINATED: StageRow(Text("已终止", "Terminated"), Text("项目已终止。", "The project is terminated."), terminal=True),
    Stage.REFUSED: StageRow(
        Text("不予入库", "Refused"),
        Text("不予入库。情况变化后可重新提出。", "Not admitted. You may file it again when things have changed."),
        terminal=True,
    ),
    Stage.LAPSED: StageRow(
        Text("逾期终止", "Lapsed"), Text("逾期未补正，已终止。可重新提出。", "Not corrected in time. You may file it again."), terminal=True
    ),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依贵单位申请撤回。", "Withdrawn at your request."), terminal=True),
}

STEPS: Mapping[str, Step] = {
    **change_steps((Stage.ACTIVE,)),
    Event.SUBMITTED: Step(
        Text("提交项目", "Submitted"),
        leads={Stage.DRAFT: Stage.UPSTREAM_CHECK},
        tells={Role.APPLICANT: Text("已收到配套项目{number}。", "We have received matching project {number}.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
    Event.UPSTREAM_RECOGNISED: Step(
        Text("上级立项属实", "Recognised by the upstream"),
        leads={Stage.UPSTREAM_CHECK: Stage.ADMISSION},
        opens=("admission",),
        tells={Role.OFFICER: Text("配套项目{number}上级立项属实，待审查。", "The upstream recognises {number}; it waits for admission.")},
    ),
    Event.UPSTREAM_NOT_RECOGNISED: Step(
        Text("上级立项不符", "Not recognised by the upstream"),
        leads={Stage.UPSTREAM_CHECK: Stage.REFUSED},
        tells={
            Role.APPLICANT: Text(
                "{number}与上级项目登记不符，不予入库。", "{number} differs from the upstream registry; it was not admitted."
            )
        },
    ),
    Event.ADMISSION_RECOMMENDED: Step(
        Text("建议入库", "Admission recommended"),
        leads={Stage.ADMISSION: Stage.CONFIRMATION},
        opens=("admission_confirmation",),
        tells={Role.APPROVER: Text("{number}建议入库，请确认。", "{number} is recommended; please confirm.")},
    ),
    AcceptanceEvent.CORRECTION_REQUESTED: Step(
        Text("要求补正", "Correction requested"),
        leads={Stage.ADMISSION: Stage.CORRECTION},
        opens=("project_correction",),
        tells={Role.APPLICANT: Text("{number}需要补正，请一次改齐：{defects}。", "{number} needs correction, all at once: {defects}.")},
    ),
    # The number may have been corrected, so the upstream is asked once more.
    AcceptanceEvent.CORRECTED: Step(
        Text("完成补正", "Corrected"),
        leads={Stage.CORRECTION: Stage.UPSTREAM_CHECK},
        hands_in=True,
    ),
    AcceptanceEvent.CORRECTION_LAPSED: Step(
        Text("逾期未补正", "Correction lapsed"),
        leads={Stage.CORRECTION: Stage.LAPSED},
        tells={Role.APPLICANT: Text("{number}逾期未补正，已终止。", "{number} was not corrected in time and has ended.")},
    ),
    Event.ADMITTED: Step(
        Text("同意入库", "Admitted"),
        leads={Stage.CONFIRMATION: Stage.ACTIVE},
        tells={
            Role.APPLICANT: Text(
                "{number}已入库，可按年度申领配套。", "{number} was admitted; you may claim for each year of upstream money."
            )
        },
    ),
    Event.ADMISSION_RETURNED: Step(
        Text("退回审查", "Returned for another look"),
        leads={Stage.CONFIRMATION: Stage.ADMISSION},
        opens=("admission",),
        tells={Role.OFFICER: Text("{number}退回审查。", "{number} was returned for another look.")},
    ),
    Event.ADMISSION_REFUSED: Step(
        Text("不予入库", "Admission refused"),
        leads={Stage.ADMISSION: Stage.REFUSED, Stage.CONFIRMATION: Stage.REFUSED},
        tells={Role.APPLICANT: Text("{number}不予入库。", "{number} was not admitted.")},
    ),
    Event.UPSTREAM_CONFIRMED: Step(
        Text("上级项目如常", "The upstream goes on as before"),
        stays=WATCHED,
    ),
    Event.UPSTREAM_REDUCED: Step(
        Text("上级核减", "The upstream was reduced"),
        stays=WATCHED,
        tells={
            Role.APPLICANT: Text(
                "{number}的上级项目已核减，后续配套随之减少。",
                "The upstream reduced the project of {number}; later matching shrinks with it.",
            ),
            Role.OFFICER: Text(
                "{number}的上级项目已核减，后续配套随之减少。",
                "The upstream reduced the project of {number}; later matching shrinks with it.",
            ),
        },
    ),
    Event.UPSTREAM_RECOVERED: Step(
        Text("上级收回资金", "The upstream took money back"),
        stays=WATCHED,
        tells={
            Role.APPLICANT: Text(
                "{number}的上级资金有收回，配套按上级现有资金重新核算；需要退回或者少付的，另行告知。",
                "The upstream took money of {number} back; the matching is reckoned anew on what remains, and you are told if anything is "
                "to be paid back or not paid.",
            ),
            Role.OFFICER: Text(
                "{number}的上级资金有收回，配套按上级现有资金重新核算，超出部分追回或者不再拨付。",
                "The upstream took money of {number} back; the matching is reckoned anew on what remains, and what exceeds it is reclaimed "
                "or not paid.",
            ),
        },
    ),
    Event.UPSTREAM_LOST: Step(
        Text("上级登记查无此项目", "The upstream no longer names the project"),
        stays=WATCHED,
        opens=("upstream_clarification",),
        tells={
            Role.APPLICANT: Text("上级登记查无{number}的项目，请核实。", "The upstream registry no longer names the project of {number}."),
            Role.OFFICER: Text("上级登记查无{number}的项目，请核实。", "The upstream registry no longer names the project of {number}."),
        },
    ),
    # Asking again brings the same record: somebody has to speak with whoever keeps it. Nothing follows from it meanwhile.
    Event.UPSTREAM_CONTRADICTED: Step(
        Text("上级登记自相矛盾", "The upstream record contradicts itself"),
        stays=WATCHED | {Stage.UPSTREAM_CHECK},
        opens=("upstream_clarification",),
        tells={
            Role.OFFICER: Text(
                "{number}的上级登记存在矛盾：{contradictions}。请向上级主管部门核实。",
                "The upstream record of {number} contradicts itself: {contradictions}. Please have it clarified.",
            )
        },
    ),
    Event.UPSTREAM_ASKED_AGAIN: Step(
        Text("再次核对上级登记", "The upstream is asked again"),
        stays=WATCHED | {Stage.UPSTREAM_CHECK},
    ),
    # A record that nobody mends would be waited for without end: two people close the project.
    Event.CLOSING_ASKED: Step(
        Text("提请结束办理", "Closing asked for"),
        stays=WATCHED | {Stage.UPSTREAM_CHECK},
        opens=("upstream_giving_up",),
        tells={
            Role.APPROVER: Text(
                "{number}的上级登记未能更正，提请结束办理。", "The record of {number} is not mended; please decide on closing it."
            )
        },
    ),
    Event.CLOSING_REFUSED: Step(
        Text("不同意结束办理", "Closing refused"),
        stays=WATCHED | {Stage.UPSTREAM_CHECK},
        opens=("upstream_clarification",),
        tells={Role.OFFICER: Text("{number}未获同意结束办理，请继续核实。", "{number} is not closed; please have its record clarified.")},
    ),
    Event.UPSTREAM_GIVEN_UP: Step(
        Text("上级登记无法核实，结束办理", "Given up: its record is not mended"),
        leads={**dict.fromkeys(WATCHED, Stage.TERMINATED), Stage.UPSTREAM_CHECK: Stage.REFUSED},
        tells={
            Role.APPLICANT: Text(
                "{number}的上级登记无法核实，已结束办理，见通知书。",
                "The upstream record of {number} could not be clarified; it is closed, see the letter.",
            )
        },
    ),
    Event.UPSTREAM_TERMINATED: Step(
        Text("上级终止", "The upstream terminated it"),
        leads={Stage.ACTIVE: Stage.UNWINDING, Stage.CLOSING: Stage.UNWINDING},
        tells={
            Role.APPLICANT: Text("{number}的上级项目已终止，不再配套。", "The upstream terminated the project of {number}."),
            Role.OFFICER: Text("{number}的上级项目已终止，不再配套。", "The upstream terminated the project of {number}."),
        },
    ),
    Event.UPSTREAM_COMPLETED: Step(
        Text("上级验收", "The upstream accepted it"),
        leads={Stage.ACTIVE: Stage.CLOSING},
        tells={
            Role.APPLICANT: Text(
                "{number}的上级项目已验收，最后到款年度仍可申领。", "The upstream accepted the project of {number}; claim its last year."
            ),
            Role.OFFICER: Text(
                "{number}的上级项目已验收，最后到款年度仍可申领。", "The upstream accepted the project of {number}; claim its last year."
            ),
        },
    ),
    # What ended it upstream has ended itself: it may be claimed for as before.
    Event.UPSTREAM_RESUMED: Step(
        Text("上级恢复", "The upstream resumed it"),
        leads={Stage.UNWINDING: Stage.ACTIVE, Stage.CLOSING: Stage.ACTIVE},
        tells={
            Role.APPLICANT: Text(
                "{number}的上级项目已恢复，可继续按年度申领。", "The upstream resumed the project of {number}; claim as before."
            ),
            Role.OFFICER: Text("{number}的上级项目已恢复。", "The upstream resumed the project of {number}."),
        },
    ),
    # It closes here and may be filed by whoever holds it now, for whose claims what was paid here counts.
    Event.UPSTREAM_HANDED_OVER: Step(
        Text("上级移交", "The upstream handed it over"),
        leads=dict.fromkeys((Stage.ACTIVE, Stage.CLOSING, Stage.UNWINDING), Stage.HANDED_OVER),
        tells={
            Role.APPLICANT: Text(
                "上级已将{number}的项目移交其他单位，不再向本单位配套，见通知书。",
                "The upstream handed the project of {number} over to another enterprise; it is not matched here any more, see the letter.",
            ),
            Role.OFFICER: Text(
                "上级已将{number}的项目移交其他单位，承接单位可另行申请入库。",
                "The upstream handed the project of {number} over; whoever holds it now may file it.",
            ),
        },
    ),
    Event.CLAIMS_CLOSED: Step(
        Text("申领期结束", "Claims closed"),
        leads={Stage.CLOSING: Stage.COMPLETED},
        tells={Role.APPLICANT: Text("{number}已结项。", "{number} is completed.")},
    ),
    Event.WATCH_ENDED: Step(
        Text("收回观察期结束", "The watch ended"),
        leads={Stage.UNWINDING: Stage.TERMINATED, Stage.HANDED_OVER: Stage.TERMINATED},
        tells={Role.APPLICANT: Text("{number}已终止。", "{number} is terminated.")},
    ),
    # Of an active project only while nothing was claimed: leaving must not keep what the upstream takes back later.
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads={
            Stage.UPSTREAM_CHECK: Stage.WITHDRAWN,
            Stage.ADMISSION: Stage.WITHDRAWN,
            Stage.CORRECTION: Stage.WITHDRAWN,
            Stage.CONFIRMATION: Stage.WITHDRAWN,
            Stage.ACTIVE: Stage.WITHDRAWN,
        },
        tells={Role.OFFICER: Text("{number}已撤回。", "{number} was withdrawn.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
}

MATCHING = Lifecycle(
    name="matching",
    workflow="MatchingProject",
    title=Text("配套项目", "Matching project"),
    stages=STAGES,
    steps=STEPS,
    periods={"last_claim": 250, "recovery_watch": 500, "upstream_retry": 5},
)
