"""再决定的呈现。What whoever looks at an award once more reads of its re-decisions: what was corrected, by which paper, and by whom."""

from __future__ import annotations

from typing import Any, Final

from models.queries import redecision as redecisions
from models.queries import task as tasks
from models.session import Session
from models.tables import Application, Case, Redecision, Task
from policy.processes.redecision.lifecycle import STANDING
from policy.processes.redecision.tasks import DECISION
from policy.processes.registry import READ_IN
from policy.working_days import BEIJING

_FIGURES: Final = ("before_fen", "after_fen", "amount_fen", "asked", "reduced_fen", "relieved_fen", "asked_less_fen", "facts", "failures")


async def read_anew(session: Session, task: Task, its_case: Case) -> dict[str, Any]:
    """Return the re-decisions that stand of an award, for whoever judges after others; nothing of another case, or where there is none."""
    if not isinstance(its_case, Application) or not READ_IN[task.kind]:
        return {}
    found = [await _shown(session, one) for one in await redecisions.of_award(session, its_case.id) if one.stage in STANDING]
    return {"redecisions": found} if found else {}


async def _shown(session: Session, row: Redecision) -> dict[str, Any]:
    figures = {name: row.reckoning[name] for name in _FIGURES if name in row.reckoning}
    said = {"paper": row.paper, "papers": row.papers, "reason": row.reason, "proposed_by": row.proposed_by_name}
    return {"number": row.number, "stage": row.stage, "outcome": row.outcome} | figures | said | await _decided(session, row)


async def _decided(session: Session, row: Redecision) -> dict[str, Any]:
    """Return who decided it, when and why."""
    decided = await tasks.written(session, row.id, (DECISION,))
    if not decided:
        return {}
    task, name = decided[-1]
    on = task.closed_at.astimezone(BEIJING).date().isoformat() if task.closed_at else None
    return {"decided_by": name, "decided_on": on, "decided_reason": (task.answer or {}).get("reason")}
