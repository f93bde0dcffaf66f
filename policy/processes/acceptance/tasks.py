"""受理的人工环节。The human steps of acceptance: an officer checks what was filed; its enterprise corrects it."""

from __future__ import annotations

from policy.actors import Role
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.kernel.duties import REFUSED, Duty
from policy.processes.kernel.task_kind import DEFECTS, REASON, TaskKind, line
from policy.text import Text


def acceptance(
    code: str,
    title: Text,
    *,
    accepted: str = AcceptanceEvent.ACCEPTED,
    refused: str = AcceptanceEvent.ACCEPTANCE_REFUSED,
    after: tuple[str, ...] = (),
) -> TaskKind:
    """Return the kind of task 受理: an officer accepts what was filed, has it corrected, or refuses it."""
    return TaskKind(
        code,
        title,
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=5,
        decisions={
            accepted: Text("受理", "Accept"),
            AcceptanceEvent.CORRECTION_REQUESTED: Text("要求补正", "Ask for correction"),
            refused: Text("不予受理", "Refuse to accept"),
        },
        fields={"defects": DEFECTS, "reason": REASON},
        required_for={AcceptanceEvent.CORRECTION_REQUESTED: ("defects",), refused: ("reason",)},
        after=after,
    )


def correction(code: str, title: Text) -> TaskKind:
    """Return the kind of task 补正: the applicant corrects what was filed, or it lapses."""
    return TaskKind(
        code,
        title,
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={AcceptanceEvent.CORRECTED: Text("已补正，重新提交", "Corrected, submit again")},
        fields={"note": line("说明", "Note to the officer")},
        overdue=AcceptanceEvent.CORRECTION_LAPSED,
    )
