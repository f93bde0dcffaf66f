"""榜单与场景清单的生命周期。The call process: a list is published, solutions come in, the best are selected (clauses 3 and 14)."""

from __future__ import annotations

from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.lifecycle import Lifecycle, moves
from policy.text import Text


class Stage(StrEnum):
    """Where a call stands."""

    DRAFT = "draft"
    APPROVAL = "approval"
    REVISION = "revision"
    OPEN = "open"
    EVALUATION = "evaluation"
    SELECTION = "selection"
    DECIDED = "decided"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What happened to a call, in the past tense."""

    SUBMITTED = "submitted"
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
    CALL_CANCELLED = "call_cancelled"


_OWN: dict[str, dict[str, str]] = {
    Stage.DRAFT: {Event.SUBMITTED: Stage.APPROVAL},
    Stage.APPROVAL: {
        Event.PUBLISHED: Stage.OPEN,
        Event.CALL_SENT_BACK: Stage.REVISION,
        Event.PUBLICATION_REFUSED: Stage.REFUSED,
    },
    Stage.REVISION: {Event.CALL_REVISED: Stage.APPROVAL},
    Stage.OPEN: {Event.WINDOW_EXTENDED: Stage.OPEN, Event.WINDOW_CLOSED: Stage.EVALUATION},
    Stage.EVALUATION: {Event.SOLUTIONS_EVALUATED: Stage.SELECTION, Event.NOTHING_CAME: Stage.UNANSWERED},
    Stage.SELECTION: {Event.WINNERS_SELECTED: Stage.DECIDED, Event.NOBODY_SELECTED: Stage.DECIDED},
}
# Until somebody was selected; nothing has been promised to anybody before.
_CANCELLABLE = (Stage.APPROVAL, Stage.REVISION, Stage.OPEN, Stage.EVALUATION, Stage.SELECTION)
EDITABLE = frozenset({Stage.DRAFT, Stage.REVISION})
# Stages the public may read of.
PUBLIC = frozenset({Stage.OPEN, Stage.EVALUATION, Stage.SELECTION, Stage.DECIDED, Stage.UNANSWERED, Stage.CANCELLED})

_STAGE_NAMES: dict[str, Text] = {
    Stage.DRAFT: Text("草稿", "Draft"),
    Stage.APPROVAL: Text("发布审批", "Approval of the publication"),
    Stage.REVISION: Text("修改", "Revision"),
    Stage.OPEN: Text("征集中", "Open"),
    Stage.EVALUATION: Text("以赛代评", "Evaluation"),
    Stage.SELECTION: Text("遴选", "Selection"),
    Stage.DECIDED: Text("已遴选", "Decided"),
    Stage.UNANSWERED: Text("无人揭榜", "Unanswered"),
    Stage.REFUSED: Text("不予发布", "Not published"),
    Stage.CANCELLED: Text("已取消", "Cancelled"),
}
_EVENT_NAMES: dict[str, Text] = {
    Event.SUBMITTED: Text("提请发布", "Submitted for publication"),
    Event.PUBLISHED: Text("发布", "Published"),
    Event.CALL_SENT_BACK: Text("退回修改", "Sent back"),
    Event.CALL_REVISED: Text("修改后再次提请", "Revised"),
    Event.PUBLICATION_REFUSED: Text("不予发布", "Publication refused"),
    Event.WINDOW_EXTENDED: Text("延长征集期", "Window extended"),
    Event.WINDOW_CLOSED: Text("征集截止", "Window closed"),
    Event.SOLUTIONS_EVALUATED: Text("方案评审完毕", "All solutions evaluated"),
    Event.NOTHING_CAME: Text("没有可遴选的方案", "No solution to select from"),
    Event.WINNERS_SELECTED: Text("遴选揭榜单位", "Winners selected"),
    Event.NOBODY_SELECTED: Text("无单位入选", "Nobody selected"),
    Event.CALL_CANCELLED: Text("取消征集", "Call cancelled"),
}
_NEXT_STEPS: dict[str, Text] = {
    Stage.DRAFT: Text("请填齐榜单后提请发布。", "Complete the list, then submit it for publication."),
    Stage.APPROVAL: Text("责任单位负责人正在审批发布。", "The head of the department decides whether to publish it."),
    Stage.REVISION: Text("请按意见修改后再次提请。", "Revise it as asked, then submit it again."),
    Stage.OPEN: Text("可在截止前提交方案。", "Solutions may be submitted until the window closes."),
    Stage.EVALUATION: Text("专家正在评审各方案。", "Panels of experts are evaluating the solutions."),
    Stage.SELECTION: Text("责任单位负责人正在遴选。", "The head of the department is selecting the winners."),
    Stage.DECIDED: Text("遴选结果已公布。", "The winners are published."),
    Stage.UNANSWERED: Text("截止后没有可遴选的方案,本次征集结束。", "No solution was left to select from; the call is over."),
    Stage.REFUSED: Text("未获准发布。", "It was not published."),
    Stage.CANCELLED: Text("本次征集已取消。", "The call was cancelled."),
}
_MESSAGES: dict[str, tuple[tuple[Role, Text], ...]] = {
    Event.SUBMITTED: ((Role.APPROVER, Text("{number}({item})提请发布。", "{number} ({item}) is submitted for publication.")),),
    Event.CALL_SENT_BACK: ((Role.OFFICER, Text("{number} 退回修改。", "{number} was sent back for revision.")),),
    Event.PUBLICATION_REFUSED: ((Role.OFFICER, Text("{number} 不予发布。", "{number} will not be published.")),),
    Event.PUBLISHED: ((Role.OFFICER, Text("{number} 已发布,开始征集。", "{number} is published and open for solutions.")),),
    Event.NOTHING_CAME: ((Role.OFFICER, Text("{number} 没有可遴选的方案,已结束。", "{number} ended: no solution to select from.")),),
    Event.SOLUTIONS_EVALUATED: ((Role.APPROVER, Text("{number} 各方案已评审,请遴选。", "{number} is evaluated; please select.")),),
    Event.CALL_CANCELLED: ((Role.OFFICER, Text("{number} 已取消。", "{number} was cancelled.")),),
}

CALL = Lifecycle(
    name="call",
    workflow="Call",
    title=Text("榜单与场景清单", "Call for solutions"),
    stages=_STAGE_NAMES,
    events=_EVENT_NAMES,
    transitions=moves(_OWN, attended=(Stage.APPROVAL, Stage.REVISION, Stage.SELECTION))
    | {(stage, Event.CALL_CANCELLED): Stage.CANCELLED for stage in _CANCELLABLE},
    terminal=frozenset({Stage.DECIDED, Stage.UNANSWERED, Stage.REFUSED, Stage.CANCELLED}),
    opens={
        Event.SUBMITTED: ("call_approval",),
        Event.CALL_REVISED: ("call_approval",),
        Event.CALL_SENT_BACK: ("call_revision",),
        Event.SOLUTIONS_EVALUATED: ("selection",),
    },
    requests=frozenset({Event.WINDOW_EXTENDED, Event.CALL_CANCELLED}),
    next_steps=_NEXT_STEPS,
    messages=_MESSAGES,
)
