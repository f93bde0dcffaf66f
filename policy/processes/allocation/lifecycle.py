"""统一分配的生命周期。The allocation process: one person draws a list, another approves it, then each application takes its share."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.duties import Act, Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where a list stands."""

    DRAFT = "draft"
    APPROVAL = "approval"
    SETTLING = "settling"
    DECIDED = "decided"
    RETURNED = "returned"


class Event(StrEnum):
    """What happened to a list, in the past tense."""

    SUBMITTED = "submitted"
    LIST_APPROVED = "list_approved"
    LIST_RETURNED = "list_returned"
    SHARES_SETTLED = "shares_settled"


# While one list of a ceiling is in these, no other is drawn.
UNDER_WAY = (Stage.APPROVAL, Stage.SETTLING)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在列单。", "The list is being drawn.")),
    Stage.APPROVAL: StageRow(
        Text("审定", "Approval"),
        Text("责任单位负责人正在审定分配清单。", "The head of the department is deciding on the list."),
        attended=True,
    ),
    Stage.SETTLING: StageRow(
        Text("落实份额", "Settling the shares"), Text("各申请正在取得各自的份额。", "Each application is taking its share.")
    ),
    Stage.DECIDED: StageRow(Text("已分配", "Decided"), Text("清单已审定，份额已落实。", "The list is decided and settled."), terminal=True),
    Stage.RETURNED: StageRow(
        Text("已退回", "Returned"), Text("清单已退回，可以重新列单。", "The list was returned; another may be drawn."), terminal=True
    ),
}

DRAWING = Act(Event.SUBMITTED, Duty.FUND)
"""To draw a list is to divide money: whoever does has no other part in what is listed."""

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("列单", "Listed"),
        leads={Stage.DRAFT: Stage.APPROVAL},
        opens=("allocation_approval",),
        tells={Role.APPROVER: Text("{number}（{item}）分配清单待审定。", "The list {number} ({item}) waits for its decision.")},
        asked_by=Role.OFFICER,
        duty=DRAWING.duty,
    ),
    Event.LIST_APPROVED: Step(
        Text("审定清单", "List approved"),
        leads={Stage.APPROVAL: Stage.SETTLING},
        tells={Role.OFFICER: Text("分配清单{number}已审定。", "The list {number} was approved.")},
    ),
    Event.LIST_RETURNED: Step(
        Text("退回清单", "List returned"),
        leads={Stage.APPROVAL: Stage.RETURNED},
        tells={Role.OFFICER: Text("分配清单{number}已退回，请重新列单。", "The list {number} was returned; please draw another.")},
    ),
    Event.SHARES_SETTLED: Step(
        Text("份额落实", "Shares settled"),
        leads={Stage.SETTLING: Stage.DECIDED},
    ),
}

ALLOCATION = Lifecycle(name="allocation", workflow="Allocation", title=Text("分配清单", "Allocation"), stages=STAGES, steps=STEPS)
