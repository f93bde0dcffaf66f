"""公示的人工环节。The human step of a public notice: somebody rules on an objection to it."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.kernel.task_kind import REASON, TaskKind
from policy.processes.notice.steps import NoticeEvent
from policy.text import Text


def notice_kinds(reviewing: tuple[str, ...], weighs: tuple[str, ...]) -> tuple[TaskKind, ...]:
    """Return the kinds of task of a notice.

    Args:
        reviewing: A person who did one of these kinds may not rule on an objection.
        weighs: The kinds of task by which it was decided what is objected to.
    """
    return (
        TaskKind(
            "objection_ruling",
            Text("处理异议", "Rule on an objection"),
            Role.OFFICER,
            working_days=10,
            decisions={
                NoticeEvent.OBJECTION_DISMISSED: Text("异议不成立", "Dismiss"),
                NoticeEvent.OBJECTION_UPHELD: Text("异议成立", "Uphold"),
            },
            fields={"reason": REASON},
            required=("reason",),
            not_by=reviewing,
            weighs=weighs,
        ),
    )
