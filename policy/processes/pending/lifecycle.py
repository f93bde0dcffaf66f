"""待办事项的生命周期。The process of what waits outside every case: it is in somebody's inbox, with a deadline, until it is ended.

An entry is approved or refused by another than who entered it, or withdrawn by whoever did. A difference with the treasury is explained by
somebody of finance, or agrees again by what the treasury says later; what a check of cases found is explained by an operator, or found no
more by the next check. Who ends a row by its own route ends its tasks too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where it stands, or how it ended."""

    DRAFT = "draft"
    APPROVING = "approving"
    EXPLAINING = "explaining"
    APPROVED = "approved"
    REFUSED = "refused"
    RESOLVED = "resolved"


class Event(StrEnum):
    """What happened to it, in the past tense."""

    ENTRY_MADE = "entry_made"
    ENTRY_APPROVED = "entry_approved"
    ENTRY_REFUSED = "entry_refused"
    DIFFERENCE_FOUND = "difference_found"
    CHECK_FOUND = "check_found"
    DIFFERENCE_RESOLVED = "difference_resolved"


WAITING = frozenset({Stage.APPROVING, Stage.EXPLAINING})
"""Where somebody has it in their inbox."""

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在登记。", "It is being taken up.")),
    Stage.APPROVING: StageRow(
        Text("待审批", "To be approved"),
        Text("由录入人以外的人审批。", "Somebody other than who entered it approves or refuses it."),
        attended=True,
    ),
    Stage.EXPLAINING: StageRow(
        Text("待说明", "To be explained"),
        Text(
            "由财务（案件核对发现的由运维）查明原因并说明，或者待自行一致。",
            "Finance says why, or an operator where a check of cases found it, unless it comes to agree by itself.",
        ),
        attended=True,
    ),
    Stage.APPROVED: StageRow(Text("已审批", "Approved"), Text("已经审批。", "It is approved."), terminal=True),
    Stage.REFUSED: StageRow(
        Text("未获同意或已撤回", "Refused or withdrawn"),
        Text("不予施行，可以另行录入。", "It never counts."),
        terminal=True,
    ),
    Stage.RESOLVED: StageRow(Text("已解决", "Resolved"), Text("差异已经解决。", "It is resolved."), terminal=True),
}

STEPS: Mapping[str, Step] = {
    Event.ENTRY_MADE: Step(Text("录入待审批", "Entered"), leads={Stage.DRAFT: Stage.APPROVING}, opens=("entry_approval",)),
    Event.ENTRY_APPROVED: Step(Text("审批同意", "Approved"), leads={Stage.APPROVING: Stage.APPROVED}),
    Event.ENTRY_REFUSED: Step(Text("不同意或撤回", "Refused or withdrawn"), leads={Stage.APPROVING: Stage.REFUSED}),
    Event.DIFFERENCE_FOUND: Step(
        Text("发现差异", "Difference found"), leads={Stage.DRAFT: Stage.EXPLAINING}, opens=("difference_explanation",)
    ),
    Event.CHECK_FOUND: Step(
        Text("案件核对发现问题", "Found by a check of cases"), leads={Stage.DRAFT: Stage.EXPLAINING}, opens=("finding_explanation",)
    ),
    Event.DIFFERENCE_RESOLVED: Step(Text("差异解决", "Difference resolved"), leads={Stage.EXPLAINING: Stage.RESOLVED}),
}

PENDING = Lifecycle(name="pending", workflow="PendingMatter", title=Text("待办事项", "Pending matter"), stages=STAGES, steps=STEPS)
