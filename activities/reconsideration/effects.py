"""复核的效果。What the one reconsideration of a refusal changes of a case of any process: it is offered once, and used up.

Who refused is whoever did the task, or decided elsewhere, by which the request was opened, with whomever a deputy stood in for. Where
nobody did, as when a source spoke, the rank is that of whoever handled the case last, and nobody is kept from judging it anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from activities.case.context import TransitionContext
from activities.case.duties import family_of
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands import involvement as involvements
from models.queries import audit_event as audit_events
from models.queries import person as people
from models.queries.involvement import of as done_by
from models.tables import ReconsideredCase, Task
from policy.actors import APPROVING, RESERVED, Role
from policy.processes.kernel.duties import REFUSED, Duty
from policy.processes.kernel.task_kind import TaskKind
from policy.processes.reconsideration.steps import ReconsiderationEvent
from policy.processes.registry import KINDS
from policy.working_days import BEIJING


def reconsideration_effects(
    request: str,
    *reconsiders: str,
    about: Callable[[TransitionContext[Any]], dict[str, Any]] | None = None,
    shows: Callable[[TransitionContext[Any]], Awaitable[dict[str, Any]]] | None = None,
) -> Effects[ReconsideredCase]:
    """Return what the events of a reconsideration change.

    Args:
        request: The kind of task in which the enterprise asks for it.
        reconsiders: The kinds of task of looking at what was decided once more.
        about: What the request shows of the refusal, if anything.
        shows: What it is judged by once more, for whoever reconsiders it, besides what was refused and why.
    """
    effects = Effects[ReconsideredCase]()
    effects.of(ReconsiderationEvent.RECONSIDERATION_REQUESTED)(use_up)
    effects.of(ReconsiderationEvent.RECONSIDERATION_GRANTED)(partial(leave_to_others, request))

    @effects.opens(request)
    async def open_request(context: TransitionContext[ReconsideredCase]) -> None:
        """Let the enterprise ask, unless it was used up: then the workflow makes the refusal final."""
        if not context.case.reconsidered:
            await open_task(context, KINDS[request], about=about(context) if about else None)

    for kind in reconsiders:
        effects.opens(kind)(partial(open_at_its_rank, KINDS[kind], shows=shows))
    return effects


async def open_at_its_rank(
    kind: TaskKind,
    context: TransitionContext[ReconsideredCase],
    *,
    shows: Callable[[TransitionContext[Any]], Awaitable[dict[str, Any]]] | None = None,
) -> None:
    """Open a reconsideration for whoever ranks no lower than who refused did then: above officers stand their heads, and who decides."""
    [request] = [code for code in kind.weighs if KINDS[code].applicants]
    task, subjects = await _refused_by(context, request)
    if not subjects:
        handled = context.completed_tasks([code for code in kind.weighs if code != request])
        task = max(handled, key=lambda one: one.closed_at or one.opened_at, default=None)
        subjects = await doers(context, task)
    at = (task and task.closed_at) or max((one.opened_at for one in context.tasks_of_kind(request)), default=context.now)
    is_above = (task is not None and task.role in APPROVING) or await people.was_anybody_above_officers(context.session, subjects, at)
    more = await shows(context) if shows else {}
    await open_task(context, kind, role=Role.APPROVER if is_above else Role.OFFICER, about=await _refused(context, request) | more)


async def leave_to_others(request: str, context: TransitionContext[ReconsideredCase]) -> None:
    """Have the reopened case judged anew by others than who refused it; where nobody is left, by whoever it is given to from elsewhere."""
    task, subjects = await _refused_by(context, request)
    family, duty = await family_of(context, {}), KINDS[task.kind].duty if task else Duty.DECIDE
    for subject in sorted(subjects):
        await involvements.add(context.session, subject, family, duty, REFUSED)


async def _refused(context: TransitionContext[ReconsideredCase], request: str) -> dict[str, Any]:
    """Return what was refused, when, and why, as the event said by which the request was opened."""
    asked = context.tasks_of_kind(request)
    if not asked:
        return {}
    event = await audit_events.last_at(context.session, context.case.id, asked[-1].opened_at)
    said = {name: event.detail[name] for name in ("reason", "failures") if name in event.detail}
    return {"refused": {"event": event.event, "on": event.occurred_at.astimezone(BEIJING).date().isoformat()} | said}


async def _refused_by(context: TransitionContext[ReconsideredCase], request: str) -> tuple[Task | None, set[str]]:
    """Return by which task, and by whom, the case was refused when the request was opened; nobody, where no person did."""
    asked = context.tasks_of_kind(request)
    if not asked:
        return None, set()
    event = await audit_events.last_at(context.session, context.case.id, asked[-1].opened_at)
    task = next((one for one in context.tasks if str(one.id) == event.detail.get("task_id")), None)
    return task, (await doers(context, task) | {event.actor}) - RESERVED


async def doers(context: TransitionContext[ReconsideredCase], task: Task | None) -> set[str]:
    """Return who did a task: whoever completed it, and for whom, if that one was away, so that both have the duty since."""
    if task is None or task.completed_by is None:
        return set()
    if task.assignee in {None, task.completed_by}:
        return {task.completed_by}
    done = await done_by(context.session, task.assignee, (await family_of(context, {})).own)
    return {task.completed_by} | ({task.assignee} if any(one.step == task.kind for one in done) else set())


async def use_up(context: TransitionContext[ReconsideredCase]) -> None:
    """Note that the one reconsideration was used."""
    context.case.reconsidered = True
