"""共有环节。The human steps that several processes have, each with its own words and events."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.kernel.task_kind import DEFECTS, REASON, TaskKind, line
from policy.text import Text


def acceptance(code: str, title: Text, *, accepted: str, correction: str, refused: str) -> TaskKind:
    """Return the kind of task 受理: an officer accepts what was filed, has it corrected, or refuses it."""
    return TaskKind(
        code,
        title,
        Role.OFFICER,
        working_days=5,
        decisions={
            accepted: Text("受理", "Accept"),
            correction: Text("要求补正", "Ask for correction"),
            refused: Text("不予受理", "Refuse to accept"),
        },
        fields={"defects": DEFECTS, "reason": REASON},
        required_for={correction: ("defects",), refused: ("reason",)},
    )


def correction(code: str, title: Text, *, corrected: str, lapsed: str) -> TaskKind:
    """Return the kind of task 补正: the applicant corrects what was filed, or it lapses."""
    return TaskKind(
        code,
        title,
        Role.APPLICANT,
        working_days=10,
        decisions={corrected: Text("已补正,重新提交", "Corrected, submit again")},
        fields={"note": line("说明", "Note to the officer")},
        overdue=lapsed,
    )


def reconsideration_request(code: str, title: Text, *, working_days: int, requested: str, final: str) -> TaskKind:
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


def reconsideration(code: str, title: Text, outcomes: dict[str, Text], *, not_by: tuple[str, ...]) -> TaskKind:
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
