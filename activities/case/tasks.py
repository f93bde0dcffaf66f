"""任务的开与关。Opening the tasks an event calls for, with their deadlines and their families; pausing and resuming their clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from activities.case.context import TransitionContext
from activities.case.duties import family_of
from models.queries import person as people
from models.tables import Case, Task
from policy.actors import Role
from policy.processes.kernel.closings import Closing
from policy.processes.kernel.task_kind import TaskKind
from policy.processes.registry import KINDS
from policy.working_days import BEIJING


async def open_for_event(context: TransitionContext[Case]) -> None:
    """Open the tasks that the event calls for."""
    for kind in context.lifecycle.steps[context.event].opens:
        if opener := context.process.openers.get(kind):
            await opener(context)
        else:
            await open_task(context, KINDS[kind])


async def open_task(
    context: TransitionContext[Case],
    kind: TaskKind,
    *,
    assignee: str | None = None,
    role: Role | None = None,
    department: str | None = None,
    about: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> Task:
    """Open one task, its legal clock running on from where it was paused if it was.

    Args:
        context: The transition that opens it.
        kind: What is to be done.
        assignee: The one person who is to do it.
        role: Who does it, if not who does such tasks in general.
        department: Whose it is, if not the case's.
        about: What it is about, for its doer; the transition's `about` unless given.
        due_at: When it is due, where that was agreed rather than counted in working days.
    """
    its_case = context.case
    clocks = dict(its_case.clocks)
    days = max(int(clocks.pop(kind.code, context.days(kind.code))), 1)
    its_case.clocks = clocks
    whose = department or its_case.department
    asked = context.process.asked.get(kind.code)
    its_about = about or context.detail.get("about") or {}
    task = Task(
        case_id=its_case.id,
        kind=kind.code,
        role=role or kind.role,
        department=whose,
        enterprise_uscc=its_case.beneficiary if kind.applicants else None,
        assignee=assignee,
        concerns=sorted(its_case.concerns),
        families=list((await family_of(context, its_about)).counted),
        about=its_about,
        asked=await asked(context, whose) if asked else {},
        opened_at=context.now,
    )
    _set_due(context, task, days, due_at)
    # Found by the statement that writes it: no other is needed.
    task.able = people.some_could(task, context.now.astimezone(BEIJING).date())
    context.session.add(task)
    context.tasks.append(task)
    return task


def renew(context: TransitionContext[Case], task: Task, *, about: dict[str, Any], due_at: datetime | None = None) -> None:
    """Let an open task go on with what it is about now, in the hands of whoever is at it; its time begins anew.

    Args:
        context: The transition after which it asks for something else of the same kind.
        task: The task.
        about: What it is about from now on.
        due_at: When it is due, where that was agreed rather than counted in working days.
    """
    task.about, task.warned_at, task.escalated_at = about, None, None
    _set_due(context, task, max(context.days(task.kind), 1), due_at)


def _set_due(context: TransitionContext[Case], task: Task, days: int, due_at: datetime | None) -> None:
    if due_at is None:
        _start_clock(context, task, days)
        return
    # A date that was agreed, not a period that the calendar could lengthen.
    task.clock_from, task.working_days, task.due_at, task.due_provisional = context.now, 0, due_at, False
    ahead = context.clock.remaining(context.now, due_at) - context.days("warn_before")
    task.warn_at = context.clock.after(context.now, ahead).at if ahead > 0 else None


def _start_clock(context: TransitionContext[Case], task: Task, days: int) -> None:
    deadline = context.clock.after(context.now, days)
    ahead = days - context.days("warn_before")
    task.clock_from, task.working_days = context.now, days
    task.due_at, task.due_provisional = deadline.at, deadline.provisional
    task.warn_at = context.clock.after(context.now, ahead).at if ahead > 0 and task.warned_at is None else None


def close(context: TransitionContext[Case], task: Task, closing: Closing | None = None) -> None:
    """Close a task: by the event of the case that completes it, or as nobody answered it."""
    task.closed_at, task.outcome = context.now, closing or context.event
    if context.task is task and context.actor.subject != "system":
        task.completed_by, task.answer = context.actor.subject, context.detail


async def pause_all(context: TransitionContext[Case]) -> None:
    """Stop every open task's clock, remembering what is left; one that ran out stays out."""
    clocks = dict(context.case.clocks)
    for task in context.open_tasks:
        if task.escalated_at is not None:
            continue
        if task.due_at is not None:
            clocks[str(task.id)] = context.clock.remaining(context.now, task.due_at)
        task.due_at = task.warn_at = None
    context.case.clocks = clocks


async def resume_all(context: TransitionContext[Case]) -> None:
    """Let every open task's clock go on with what was left."""
    clocks = dict(context.case.clocks)
    for task in context.open_tasks:
        left = clocks.pop(str(task.id), None)
        if left is not None:
            _start_clock(context, task, max(int(left), 1))
    context.case.clocks = clocks


async def recompute_all(context: TransitionContext[Case]) -> None:
    """Count the deadlines of open tasks again, from where each count began, by the calendar as it is now."""
    for task in context.open_tasks:
        # What is due on a day that was agreed was not counted.
        if task.due_at is None or not task.working_days:
            continue
        deadline = context.clock.after(task.clock_from, task.working_days)
        relied_on, task.due_at, task.due_provisional = task.due_at, deadline.at, deadline.provisional
        if deadline.at < context.now <= relied_on:
            # A notice that comes late makes nobody late who was not.
            task.due_at = context.clock.end_of(context.now.astimezone(BEIJING).date(), context.now)
        if task.due_at > context.now:
            task.escalated_at = None
        ahead = task.working_days - context.days("warn_before")
        task.warn_at = context.clock.after(task.clock_from, ahead).at if ahead > 0 and task.warned_at is None else None
