"""转交的核验。Whether a task could be given to somebody, as its case and the directory of people stand in the transition."""

from __future__ import annotations

from activities.case.context import TransitionContext
from models.queries import involvement as involvements
from models.queries import person as people
from models.tables import Case, Task
from policy.processes.kernel.handing import why_not_to
from policy.processes.kernel.permissions import OpenTask
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING


async def why_not_give(context: TransitionContext[Case], task: Task, subject: str) -> Text | None:
    """Return why a task cannot be given to somebody today, or None when it can."""
    row, done = await people.find(context.session, subject), await involvements.of(context.session, subject, task.families)
    candidate = row.as_candidate(context.now.astimezone(BEIJING).date()) if row else None
    return why_not_to(candidate, OpenTask.of(task), KINDS[task.kind], done)
