"""复核的人工环节。The human steps of a reconsideration: its enterprise asks for it in time, an officer looks again at what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OWN_REASON, REASON, TaskKind
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.text import Text

PARTS: Final[Mapping[str, Text]] = {
    "facts": Text("事实认定", "The facts"),
    "reading": Text("条款适用", "How the clause was read"),
    "amount": Text("金额核定", "The amount"),
    "conduct": Text("办理程序", "How it was handled"),
}
"""The parts of a decision that may have been wrong."""
PARTS_FIELD: Final[Mapping[str, Any]] = {
    "type": "array",
    "title": "重新认定的方面",
    "description": "What was wrong of the decision, part by part",
    "minItems": 1,
    "uniqueItems": True,
    "items": {"oneOf": [{"const": code, "title": name.zh, "description": name.en} for code, name in PARTS.items()]},
}
"""The field of a form that names them."""
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
        duty=Duty.APPLY,
        working_days=working_days,
        decisions={requested: Text("申请复核", "Ask for reconsideration")},
        fields={"reason": OWN_REASON},
        required=("reason",),
        overdue=final,
    )


def reconsideration(
    code: str,
    title: Text,
    *,
    asked_in: str,
    weighs: tuple[str, ...],
    not_again: tuple[str, ...] = (),
    outcomes: Mapping[str, Text] = _OUTCOMES,
) -> TaskKind:
    """Return the kind of task 复核: somebody who had no part in a refusal looks at it again; an approver, where an approver refused.

    Args:
        code: Its stable name.
        title: What a task list shows.
        asked_in: The kind of task in which its enterprise asks for it and says why.
        weighs: The kinds of task of which each is a part in what is reconsidered; it weighs what they wrote.
        not_again: The kinds of task of the same duty whose doers do not reconsider.
        outcomes: What may come of it; the first takes the case up again, and says what was wrong.
    """
    return TaskKind(
        code,
        title,
        Role.OFFICER,
        duty=Duty.REVIEW,
        not_again=not_again,
        working_days=20,
        decisions=outcomes,
        fields={"parts": PARTS_FIELD, "reason": REASON},
        required=("reason",),
        required_for={next(iter(outcomes)): ("parts",)},
        weighs=(*weighs, asked_in),
    )
