"""受理的效果。What acceptance changes of a case of any process: its clock stands still while the enterprise corrects what it filed."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.tables import Case
from policy.processes.acceptance.steps import AcceptanceEvent

ACCEPTANCE = Effects[Case]()


@ACCEPTANCE.of(AcceptanceEvent.CORRECTION_REQUESTED)
async def stop_clock(context: TransitionContext[Case]) -> None:
    """Keep what is left of the time for checking: when it was corrected, the same kind of task goes on with it."""
    if context.task is not None and context.task.due_at is not None:
        context.case.clocks = dict(context.case.clocks) | {context.task.kind: context.clock.remaining(context.now, context.task.due_at)}
