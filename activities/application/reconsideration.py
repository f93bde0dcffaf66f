"""复核与时限。The one reconsideration of an application, and its notice when the calendar changes."""

from __future__ import annotations

from activities.application.notice import recompute_notice
from activities.case import tasks
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.tables import Application
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.kernel.lifecycle import Common
from policy.processes.registry import KINDS

EFFECTS = Effects[Application]()


@EFFECTS.of(Event.RECONSIDERATION_REQUESTED)
async def use_up_reconsideration(context: TransitionContext[Application]) -> None:
    """Note that the one reconsideration was used."""
    context.case.reconsidered = True


@EFFECTS.opens("reconsideration_request")
async def open_window(context: TransitionContext[Application]) -> None:
    """Let the applicant ask for reconsideration, unless it was used up: then the workflow makes the refusal final."""
    if not context.case.reconsidered:
        await tasks.open_task(context, KINDS["reconsideration_request"])


@EFFECTS.of(Common.DEADLINES_RECOMPUTED)
async def recompute_with_notice(context: TransitionContext[Application]) -> None:
    """Count the deadlines of an application again, and the end of its notice if one runs."""
    await tasks.recompute_all(context)
    if context.case.stage == Stage.PUBLIC_NOTICE:
        await recompute_notice(context)
