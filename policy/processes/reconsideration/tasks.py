"""复核的人工环节。The human steps of a reconsideration: its enterprise asks for it in time, an officer looks again at what was refused."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.kernel.task_kind import REASON, TaskKind
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.text import Text

_OUTCOMES: Mapping[str, Text] = {
    ReconsiderationEvent.RECONSIDERATION_GRANTED: Text("重新办理", "Reopen"),
    ReconsiderationEvent.RECONSIDERATION_DISMISSED: Text("维持原决定", "Let it stand"),
}


def reconsideration_request(
    code: str,
    title: Text,
    *,
    working_days: int,
    requested: str = ReconsiderationEvent.RECONSIDERATION_REQUESTED,
    final: str = ReconsiderationEvent.REFUSAL_BECAME_FINAL,
) -> TaskKind:
    """Return the kind of task 申请复核: the applicant asks for reconsideration in time, or the refusal becomes final."""
    return TaskKind(
        code,
        title,
        Role.APPLICANT,
        working_days=working_days,
        decisions={requested: Text("申请复核", "Ask for reconsideration")},
        fields={"reason": REASON},
        required=("reason",),
        overdue=final,
    )


def reconsideration(code: str, title: Text, *, not_by: tuple[str, ...], outcomes: Mapping[str, Text] = _OUTCOMES) -> TaskKind:
    """Return the kind of task 复核: an officer who had no part in a refusal looks at it again."""
    return TaskKind(
        code,
        title,
        Role.OFFICER,
        working_days=20,
        decisions=outcomes,
        fields={"reason": REASON},
        required=("reason",),
        not_by=not_by,
    )
