"""复核的效果。What the one reconsideration of a refusal changes of a case of any process: it is offered once, and used up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.tables import ReconsideredCase
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.processes.registry import KINDS


def reconsideration_effects(
    request: str, about: Callable[[TransitionContext[ReconsideredCase]], dict[str, Any]] | None = None
) -> Effects[ReconsideredCase]:
    """Return what the events of a reconsideration change.

    Args:
        request: The kind of task in which the enterprise asks for it.
        about: What that task shows of the refusal, if anything.
    """
    effects = Effects[ReconsideredCase]()
    effects.of(ReconsiderationEvent.RECONSIDERATION_REQUESTED)(use_up)

    @effects.opens(request)
    async def open_request(context: TransitionContext[ReconsideredCase]) -> None:
        """Let the enterprise ask, unless it was used up: then the workflow makes the refusal final."""
        if not context.case.reconsidered:
            await open_task(context, KINDS[request], about=about(context) if about else None)

    return effects


async def use_up(context: TransitionContext[ReconsideredCase]) -> None:
    """Note that the one reconsideration was used."""
    context.case.reconsidered = True
