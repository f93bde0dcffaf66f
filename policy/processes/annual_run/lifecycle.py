"""年度运行的生命周期。An annual run over everybody: collect, assess, have it released, offer, and stay open for late corrections.

第(六)条 and 第(九)条: nobody applies; who is above its target, or newly above scale, is found and offered the award (免申即享).
"""

from __future__ import annotations

from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.lifecycle import Common, Lifecycle, moves
from policy.text import Text


class Stage(StrEnum):
    """Where a run stands."""

    DRAFT = "draft"
    COLLECTING = "collecting"
    ASSESSING = "assessing"
    RELEASE = "release"
    OFFERING = "offering"
    OPEN = "open"
    CLOSED = "closed"
    PREVIEWED = "previewed"
    ABANDONED = "abandoned"


class Event(StrEnum):
    """What happened to a run, in the past tense."""

    SUBMITTED = "submitted"
    COLLECTED = "collected"
    ASSESSED = "assessed"
    PREVIEWED = "previewed"
    RELEASED = "released"
    ABANDONED = "abandoned"
    OFFERS_MADE = "offers_made"
    MEMBER_REASSESSED = "member_reassessed"
    CLOSED = "closed"


STAGE_NAMES: dict[str, Text] = {
    Stage.DRAFT: Text("草稿", "Draft"),
    Stage.COLLECTING: Text("归集数据", "Collecting figures"),
    Stage.ASSESSING: Text("批量核算", "Assessing"),
    Stage.RELEASE: Text("待审核发出", "Waiting for release"),
    Stage.OFFERING: Text("发出告知", "Making offers"),
    Stage.OPEN: Text("确认期", "Offers open"),
    Stage.CLOSED: Text("已结束", "Closed"),
    Stage.PREVIEWED: Text("试算完成", "Previewed"),
    Stage.ABANDONED: Text("已放弃", "Abandoned"),
}
EVENT_NAMES: dict[str, Text] = {
    Event.SUBMITTED: Text("启动", "Started"),
    Event.COLLECTED: Text("名单与数据锁定", "Population frozen"),
    Event.ASSESSED: Text("核算完成", "Assessed"),
    Event.PREVIEWED: Text("试算完成", "Previewed"),
    Event.RELEASED: Text("审核发出", "Released"),
    Event.ABANDONED: Text("放弃", "Abandoned"),
    Event.OFFERS_MADE: Text("告知全部发出", "All offers made"),
    Event.MEMBER_REASSESSED: Text("重新核算一户", "One member reassessed"),
    Event.CLOSED: Text("结束", "Closed"),
}
NEXT_STEPS: dict[str, Text] = {
    Stage.DRAFT: Text("即将启动。", "About to start."),
    Stage.COLLECTING: Text(
        "正在向统计、税务、登记和信用部门归集数据。", "Figures are being collected from statistics, tax, the register and credit records."
    ),
    Stage.ASSESSING: Text("正在按条款逐户核算。", "Everybody is being assessed by the clause."),
    Stage.RELEASE: Text("请审批人审核核算结果后发出或放弃。", "An approver has to look at the result, and release or abandon it."),
    Stage.OFFERING: Text("正在向符合条件的企业发出告知。", "Those who qualify are being offered their award."),
    Stage.OPEN: Text("企业正在确认;数据更正可逐户重新核算。", "Enterprises are answering; a late correction re-assesses one of them."),
    Stage.CLOSED: Text("本年度已结束。", "The year is closed."),
    Stage.PREVIEWED: Text("试算报告已形成,未发出任何告知。", "The report of the preview is there; nothing was offered."),
    Stage.ABANDONED: Text("已放弃,未发出任何告知。", "It was abandoned; nothing was offered."),
}

_BEFORE_OFFERS = (Stage.COLLECTING, Stage.ASSESSING, Stage.RELEASE)
_OWN: dict[str, dict[str, str]] = {
    Stage.DRAFT: {Event.SUBMITTED: Stage.COLLECTING},
    Stage.COLLECTING: {Event.COLLECTED: Stage.ASSESSING},
    Stage.ASSESSING: {Event.ASSESSED: Stage.RELEASE, Event.PREVIEWED: Stage.PREVIEWED},
    Stage.RELEASE: {Event.RELEASED: Stage.OFFERING, Event.MEMBER_REASSESSED: Stage.RELEASE},
    Stage.OFFERING: {Event.OFFERS_MADE: Stage.OPEN},
    Stage.OPEN: {Event.MEMBER_REASSESSED: Stage.OPEN, Event.CLOSED: Stage.CLOSED},
}

ANNUAL_RUN = Lifecycle(
    name="annual_run",
    workflow="AnnualRun",
    title=Text("年度批量核算", "Annual run"),
    stages=STAGE_NAMES,
    events=EVENT_NAMES,
    transitions=moves(_OWN, attended={Stage.RELEASE}, holdable=(*_BEFORE_OFFERS, Stage.OFFERING))
    | {(stage, Event.ABANDONED): Stage.ABANDONED for stage in _BEFORE_OFFERS},
    terminal=frozenset({Stage.CLOSED, Stage.PREVIEWED, Stage.ABANDONED}),
    opens={Event.ASSESSED: ("annual_run_release",)},
    requests=frozenset({Event.ABANDONED, Event.MEMBER_REASSESSED}),
    next_steps=NEXT_STEPS,
    messages={
        Event.ASSESSED: (
            (Role.APPROVER, Text("{number}({item})已核算完毕,请审核。", "{number} ({item}) has been assessed; please look at it.")),
        ),
        Event.OFFERS_MADE: ((Role.OFFICER, Text("{number} 的告知已全部发出。", "All offers of {number} have been made.")),),
        Event.ABANDONED: ((Role.OFFICER, Text("{number} 已放弃。", "{number} was abandoned.")),),
        # Nobody applied, so no applicant is told of a hold.
        Common.PUT_ON_HOLD: ((Role.OFFICER, Text("{number} 暂停。", "{number} is on hold.")),),
        Common.RESUMED: ((Role.OFFICER, Text("{number} 恢复。", "{number} goes on.")),),
    },
)
