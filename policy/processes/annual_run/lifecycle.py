"""年度运行的生命周期。An annual run over everybody: collect, assess, have it released, offer, and stay open for late corrections.

第(六)条 and 第(九)条: nobody applies; who is above its target, or newly above scale, is found and offered the award (免申即享).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import COMMON, Common, Lifecycle, StageRow, Step
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
    RELEASE_ROLLED_BACK = "release_rolled_back"
    MEMBER_RAISED = "member_raised"
    MEMBER_PROPOSED = "member_proposed"
    MEMBER_ENTERED = "member_entered"
    MEMBER_NOT_ENTERED = "member_not_entered"
    CLOSED = "closed"


_BEFORE_OFFERS = (Stage.COLLECTING, Stage.ASSESSING, Stage.RELEASE)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("即将启动。", "About to start.")),
    Stage.COLLECTING: StageRow(
        Text("归集数据", "Collecting figures"),
        Text(
            "正在向统计、税务、登记和信用部门归集数据。",
            "Figures are being collected from statistics, tax, the register and credit records.",
        ),
        holdable=True,
        automatic=True,
    ),
    Stage.ASSESSING: StageRow(
        Text("批量核算", "Assessing"),
        Text("正在按条款逐户核算。", "Everybody is being assessed by the clause."),
        holdable=True,
        automatic=True,
    ),
    Stage.RELEASE: StageRow(
        Text("待审核发出", "Waiting for release"),
        Text("请审批人审核核算结果后发出或放弃。", "An approver has to look at the result, and release or abandon it."),
        attended=True,
        holdable=True,
    ),
    Stage.OFFERING: StageRow(
        Text("发出告知", "Making offers"),
        Text("正在向符合条件的企业发出告知。", "Those who qualify are being offered their award."),
        holdable=True,
        automatic=True,
    ),
    Stage.OPEN: StageRow(
        Text("确认期", "Offers open"),
        Text(
            "企业正在确认；数据更正可逐户重新核算，漏列企业可经两人补入。",
            "Enterprises are answering; a late correction re-assesses one of them, and two people enter one that was missed.",
        ),
        attended=True,
    ),
    Stage.CLOSED: StageRow(Text("已结束", "Closed"), Text("本年度已结束。", "The year is closed."), terminal=True),
    Stage.PREVIEWED: StageRow(
        Text("试算完成", "Previewed"),
        Text("试算报告已形成，未发出任何告知。", "The report of the preview is there; nothing was offered."),
        terminal=True,
    ),
    Stage.ABANDONED: StageRow(
        Text("已放弃", "Abandoned"), Text("已放弃，未发出任何告知。", "It was abandoned; nothing was offered."), terminal=True
    ),
}

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("启动", "Started"),
        leads={Stage.DRAFT: Stage.COLLECTING},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.COLLECTED: Step(
        Text("名单与数据锁定", "Population frozen"),
        leads={Stage.COLLECTING: Stage.ASSESSING},
    ),
    Event.ASSESSED: Step(
        Text("核算完成", "Assessed"),
        leads={Stage.ASSESSING: Stage.RELEASE},
        opens=("annual_run_release",),
        tells={Role.APPROVER: Text("{number}已完成，请审核。", "Please look at {number}: everybody is assessed.")},
    ),
    Event.PREVIEWED: Step(
        Text("试算完成", "Previewed"),
        leads={Stage.ASSESSING: Stage.PREVIEWED},
    ),
    Event.RELEASED: Step(
        Text("审核发出", "Released"),
        # All at once, or one or a few at a time: what was left waits in the open run.
        leads={Stage.RELEASE: Stage.OFFERING, Stage.OPEN: Stage.OFFERING},
    ),
    Event.ABANDONED: Step(
        Text("放弃", "Abandoned"),
        leads=dict.fromkeys(_BEFORE_OFFERS, Stage.ABANDONED),
        tells={Role.OFFICER: Text("{number}已放弃。", "{number} was abandoned.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.OFFERS_MADE: Step(
        Text("告知发出", "Offers made"),
        leads={Stage.OFFERING: Stage.OPEN},
        opens=("further_release",),
        tells={Role.OFFICER: Text("{number}经审核发出的告知均已送出。", "All offers of {number} that were released have been made.")},
    ),
    Event.MEMBER_REASSESSED: Step(
        Text("重新核算一户", "One member reassessed"),
        stays=(Stage.RELEASE, Stage.OPEN),
        # What it raises or creates waits for an approver, as every offer did.
        opens=("further_release",),
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.RELEASE_ROLLED_BACK: Step(
        Text("撤回一户告知", "One release rolled back"),
        stays=(Stage.OPEN,),
        opens=("further_release",),
        tells={Role.OFFICER: Text("{number}撤回了一户告知。", "An offer of {number} was taken back.")},
        asked_by=Role.APPROVER,
        duty=Duty.DECIDE,
    ),
    # What the sources answered to a dispute raised an offer: it waits for an approver like any other.
    Event.MEMBER_RAISED: Step(
        Text("异议核对后金额增加", "An offer raised by what its sources answered"),
        stays=(Stage.OPEN,),
        opens=("further_release",),
        tells={
            Role.APPROVER: Text(
                "{number}有告知因数据更正金额增加，待审核发出。",
                "{number}: an offer was raised by corrected figures and waits for its release.",
            )
        },
    ),
    # Who was not in the frozen list is entered by two people, as everything else that money follows from.
    Event.MEMBER_PROPOSED: Step(
        Text("提请补入一户", "Late member proposed"),
        stays=(Stage.RELEASE, Stage.OPEN),
        opens=("late_member",),
        tells={Role.APPROVER: Text("{number}提请补入一户漏列企业，请审核。", "{number}: entering an enterprise late needs an approver.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.MEMBER_ENTERED: Step(
        Text("补入一户", "Late member entered"),
        stays=(Stage.RELEASE, Stage.OPEN),
        opens=("further_release",),
        tells={Role.OFFICER: Text("{number}已补入一户并核算。", "An enterprise was entered late in {number} and assessed.")},
    ),
    Event.MEMBER_NOT_ENTERED: Step(
        Text("不予补入", "Late member not entered"),
        stays=(Stage.RELEASE, Stage.OPEN),
        tells={Role.OFFICER: Text("{number}提请补入的企业未获同意。", "Entering an enterprise late in {number} was not agreed to.")},
    ),
    Event.CLOSED: Step(
        Text("结束", "Closed"),
        leads={Stage.OPEN: Stage.CLOSED},
    ),
    # Nobody applied, so no applicant is told of a hold.
    Common.PUT_ON_HOLD: replace(COMMON[Common.PUT_ON_HOLD], tells={Role.OFFICER: Text("{number}暂停。", "{number} is on hold.")}),
    Common.RESUMED: replace(COMMON[Common.RESUMED], tells={Role.OFFICER: Text("{number}恢复。", "{number} goes on.")}),
}

ANNUAL_RUN = Lifecycle(
    name="annual_run",
    workflow="AnnualRun",
    title=Text("年度批量核算", "Annual run"),
    stages=STAGES,
    steps=STEPS,
)
