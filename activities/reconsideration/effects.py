"""复核的效果。What the one reconsideration of a refusal changes of a case of any process: it is offered once, and used up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.tables import ReconsideredCase
from policy.actors import Role
from policy.processes.kernel.task_kind import TaskKind
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.processes.registry import KINDS

# Whoever has one of these roles ranks above officers.
_APPROVING = frozenset({Role.APPROVER, Role.COMMITTEE})


def reconsideration_effects(
    request: str, *reconsiders: str, about: Callable[[TransitionContext[ReconsideredCase]], dict[str, Any]] | None = None
) -> Effects[ReconsideredCase]:
    """Return what the events of a reconsideration change.

    Args:
        request: The kind of task in which the enterprise asks for it.
        reconsiders: The kinds of task of looking at what was decided once more.
        about: What the request shows of the refusal, if anything.
    """
    effects = Effects[ReconsideredCase]()
    effects.of(ReconsiderationEvent.RECONSIDERATION_REQUESTED)(use_up)

    @effects.opens(request)
    async def open_request(context: TransitionContext[ReconsideredCase]) -> None:
        """Let the enterprise ask, unless it was used up: then the workflow makes the refusal final."""
        if not context.case.reconsidered:
            await open_task(context, KINDS[request], about=about(context) if about else None)

    for kind in reconsiders:
        effects.opens(kind)(partial(open_at_its_rank, KINDS[kind]))
    return effects


async def open_at_its_rank(kind: TaskKind, context: TransitionContext[ReconsideredCase]) -> None:
    """Open a reconsideration for somebody who ranks no lower than whoever decided last what is reconsidered."""
    weighed = [code for code in kind.weighs if not KINDS[code].applicants]
    before = max(context.completed_tasks(weighed), key=lambda task: task.closed_at or task.opened_at, default=None)
    is_approvers = before is not None and before.role in _APPROVING
    await open_task(context, kind, role=Role.APPROVER if is_approvers else Role.OFFICER)


async def use_up(context: TransitionContext[ReconsideredCase]) -> None:
    """Note that the one reconsideration was used."""
    context.case.reconsidered = True
