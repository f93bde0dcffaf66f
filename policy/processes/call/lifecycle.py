"""榜单与场景清单的生命周期。The call process: a list is published, solutions come in, the best are selected (clauses 3 and 14)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step, draft_discarded
from policy.text import Text


class Stage(StrEnum):
    """Where a call stands."""

    DRAFT = "draft"
    APPROVAL = "approval"
    REVISION = "revision"
    OPEN = "open"
    EVALUATION = "evaluation"
    SELECTION = "selection"
    STANDBY = "standby"
    RUNNER_UP = "runner_up"
    DECIDED = "decided"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    DISCARDED = "discarded"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What happened to a call, in the past tense."""

    SUBMITTED = "submitted"
    DRAFT_DISCARDED = "draft_discarded"
    PUBLISHED = "published"
    CALL_SENT_BACK = "call_sent_back"
    CALL_REVISED = "call_revised"
    PUBLICATION_REFUSED = "publication_refused"
    WINDOW_EXTENDED = "window_extended"
    WINDOW_CLOSED = "window_closed"
    SOLUTIONS_EVALUATED = "solutions_evaluated"
    NOTHING_CAME = "nothing_came"
    WINNERS_SELECTED = "winners_selected"
    NOBODY_SELECTED = "nobody_selected"
    WINNER_DROPPED_OUT = "winner_dropped_out"
    RUNNER_UP_OFFERED = "runner_up_offered"
    RUNNER_UP_NOT_OFFERED = "runner_up_not_offered"
    CALL_SETTLED = "call_settled"
    CALL_CANCELLED = "call_cancelled"


# Until somebody was selected; nothing has been promised to anybody before.
_CANCELLABLE = (Stage.APPROVAL, Stage.REVISION, Stage.OPEN, Stage.EVALUATION, Stage.SELECTION)
EDITABLE = frozenset({Stage.DRAFT, Stage.REVISION})
# Stages in which solutions wait whose turn comes when a winner drops out.
STANDING_BY = frozenset({Stage.STANDBY, Stage.RUNNER_UP})
# Stages the public may read of.
PUBLIC = frozenset({Stage.OPEN, Stage.EVALUATION, Stage.SELECTION, *STANDING_BY, Stage.DECIDED, Stage.UNANSWERED, Stage.CANCELLED})

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("请完整填写榜单后提请发布。", "Complete the list, then submit it for publication.")),
    Stage.APPROVAL: StageRow(
        Text("发布审批", "Approval of the publication"),
        Text("责任单位负责人正在进行发布审批。", "The head of the department decides whether to publish it."),
        attended=True,
    ),
    Stage.REVISION: StageRow(
        Text("修改", "Revision"), Text("请按意见修改后再次提请。", "Revise it as asked, then submit it again."), attended=True
    ),
    Stage.OPEN: StageRow(Text("征集中", "Open"), Text("可在截止前提交方案。", "Solutions may be submitted until the window closes.")),
    Stage.EVALUATION: StageRow(
        Text("以赛代评", "Evaluation"), Text("专家正在评审各方案。", "Panels of experts are evaluating the solutions.")
    ),
    Stage.SELECTION: StageRow(
        Text("遴选", "Selection"), Text("责任单位负责人正在遴选。", "The head of the department is selecting the winners."), attended=True
    ),
    Stage.STANDBY: StageRow(
        Text("已遴选，留有候补", "Decided, with solutions in reserve"),
        Text(
            "遴选结果已公布；资金拨付前入选单位退出的，按名次递补。",
            "The winners are published; if one drops out before anything is paid, the next solution may take its place.",
        ),
    ),
    Stage.RUNNER_UP: StageRow(
        Text("决定递补", "Deciding on a runner-up"),
        Text("入选单位退出，责任单位负责人正在决定是否递补。", "A winner dropped out; the head of the department decides on a runner-up."),
        attended=True,
    ),
    Stage.DECIDED: StageRow(Text("已遴选", "Decided"), Text("遴选结果已公布。", "The winners are published."), terminal=True),
    Stage.UNANSWERED: StageRow(
        Text("未征集到方案", "Unanswered"),
        Text("截至期满未征集到可供遴选的方案，本次征集结束。", "No solution was left to select from; the call is over."),
        terminal=True,
    ),
    Stage.REFUSED: StageRow(Text("不予发布", "Not published"), Text("未获准发布。", "It was not published."), terminal=True),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
    Stage.CANCELLED: StageRow(Text("已取消", "Cancelled"), Text("本次征集已取消。", "The call was cancelled."), terminal=True),
}

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("提请发布", "Submitted for publication"),
        leads={Stage.DRAFT: Stage.APPROVAL},
        opens=("call_approval",),
        tells={Role.APPROVER: Text("{number}（{item}）提请发布。", "{number} ({item}) is submitted for publication.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.OFFICER, Duty.PREPARE),
    Event.PUBLISHED: Step(
        Text("发布", "Published"),
        leads={Stage.APPROVAL: Stage.OPEN},
        tells={Role.OFFICER: Text("{number}已发布，开始征集。", "{number} is published and open for solutions.")},
    ),
    Event.CALL_SENT_BACK: Step(
        Text("退回修改", "Sent back"),
        leads={Stage.APPROVAL: Stage.REVISION},
        opens=("call_revision",),
        tells={Role.OFFICER: Text("{number}退回修改。", "{number} was sent back for revision.")},
    ),
    Event.CALL_REVISED: Step(
        Text("修改后再次提请", "Revised"),
        leads={Stage.REVISION: Stage.APPROVAL},
        opens=("call_approval",),
    ),
    Event.PUBLICATION_REFUSED: Step(
        Text("不予发布", "Publication refused"),
        leads={Stage.APPROVAL: Stage.REFUSED},
        tells={Role.OFFICER: Text("{number}不予发布。", "{number} will not be published.")},
    ),
    Event.WINDOW_EXTENDED: Step(
        Text("延长征集期", "Window extended"),
        stays=(Stage.OPEN,),
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.WINDOW_CLOSED: Step(
        Text("征集截止", "Window closed"),
        leads={Stage.OPEN: Stage.EVALUATION},
    ),
    Event.SOLUTIONS_EVALUATED: Step(
        Text("方案评审完毕", "All solutions evaluated"),
        leads={Stage.EVALUATION: Stage.SELECTION},
        opens=("selection",),
        tells={Role.APPROVER: Text("{number}各方案已评审，请遴选。", "{number} is evaluated; please select.")},
    ),
    Event.NOTHING_CAME: Step(
        Text("没有可遴选的方案", "No solution to select from"),
        leads={Stage.EVALUATION: Stage.UNANSWERED},
        tells={Role.OFFICER: Text("{number}没有可遴选的方案，已结束。", "{number} ended: no solution to select from.")},
    ),
    Event.WINNERS_SELECTED: Step(
        Text("遴选实施单位", "Winners selected"),
        leads={Stage.SELECTION: Stage.STANDBY},
    ),
    Event.NOBODY_SELECTED: Step(
        Text("无单位入选", "Nobody selected"),
        leads={Stage.SELECTION: Stage.DECIDED},
    ),
    Event.WINNER_DROPPED_OUT: Step(
        Text("入选单位退出", "A winner dropped out"),
        leads={Stage.STANDBY: Stage.RUNNER_UP},
        opens=("runner_up",),
        tells={
            Role.APPROVER: Text(
                "{number}有入选单位退出，请决定是否递补。",
                "A winner of {number} dropped out; please decide on its place.",
            )
        },
    ),
    Event.RUNNER_UP_OFFERED: Step(
        Text("递补", "Runner-up offered the place"),
        leads={Stage.RUNNER_UP: Stage.STANDBY},
        tells={
            Role.OFFICER: Text("{number}有方案递补入选，遴选结果已重新公布。", "{number} has a runner-up; its winners are published anew.")
        },
    ),
    Event.RUNNER_UP_NOT_OFFERED: Step(
        Text("不再递补", "No runner-up"),
        leads={Stage.RUNNER_UP: Stage.STANDBY},
        tells={
            Role.OFFICER: Text("{number}有入选单位退出，决定不再递补。", "A winner of {number} dropped out, and nobody takes its place.")
        },
    ),
    # Nobody is left who could take the place of a winner, or no winner whose place could be taken.
    Event.CALL_SETTLED: Step(
        Text("遴选办结", "Settled"),
        leads={Stage.STANDBY: Stage.DECIDED},
    ),
    Event.CALL_CANCELLED: Step(
        Text("取消征集", "Call cancelled"),
        leads=dict.fromkeys(_CANCELLABLE, Stage.CANCELLED),
        tells={Role.OFFICER: Text("{number}已取消。", "{number} was cancelled.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
}

CALL = Lifecycle(
    name="call",
    workflow="Call",
    title=Text("榜单与场景清单", "Call for solutions"),
    stages=STAGES,
    steps=STEPS,
    periods={"call_look": 1, "standby_look": 5},
)
