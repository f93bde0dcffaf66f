"""公示的人工环节。The human steps of a public notice: an officer rules on an objection; an approver, before it overturns anything."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import REASON, TaskKind
from policy.processes.notice.steps import NoticeEvent
from policy.text import Text

_DISMISSED: Mapping[str, Text] = {NoticeEvent.OBJECTION_DISMISSED: Text("异议不成立", "Dismiss")}


def notice_kinds(weighs: tuple[str, ...]) -> tuple[TaskKind, ...]:
    """Return the kinds of task of a notice.

    Args:
        weighs: The kinds of task by which it was decided what is objected to.
    """
    return (
        TaskKind(
            "objection_ruling",
            Text("处理异议", "Rule on an objection"),
            Role.OFFICER,
            duty=Duty.RULE,
            working_days=10,
            decisions={**_DISMISSED, NoticeEvent.UPHOLDING_PROPOSED: Text("拟认定异议成立", "Propose to uphold it")},
            fields={"reason": REASON},
            required=("reason",),
            weighs=weighs,
        ),
        TaskKind(
            "objection_confirmation",
            Text("审定异议成立", "Decide whether the objection is upheld"),
            Role.APPROVER,
            duty=Duty.RULE,
            not_again=("objection_ruling",),
            working_days=10,
            decisions={**_DISMISSED, NoticeEvent.OBJECTION_UPHELD: Text("异议成立", "Uphold")},
            fields={"reason": REASON},
            required=("reason",),
            weighs=(*weighs, "objection_ruling"),
        ),
    )
