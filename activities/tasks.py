"""任务的开与关。Opening the tasks an event calls for, with their deadlines and who may not do them; pausing and resuming their clocks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

from activities.work import Work
from models.queries import case
from models.tables import Task
from policy.tasks import KINDS, TaskKind

Opener = Callable[[Work], Awaitable[None]]
_OPENERS: dict[str, Opener] = {}


def opener(name: str) -> Callable[[Opener], Opener]:
    """Register what opens the tasks that a lifecycle's `opens` calls `name`: those that depend on the case."""

    def register(function: Opener) -> Opener:
        _OPENERS[name] = function
        return function

    return register


async def open_for_event(work: Work) -> None:
    """Open the tasks that the event calls for."""
    for kind in work.lifecycle.opens.get(work.event, ()):
        if kind in _OPENERS:
            await _OPENERS[kind](work)
        else:
            await open_task(work, KINDS[kind])


async def open_task(  # noqa: PLR0913 - what a task may need, each by name
    work: Work,
    kind: TaskKind,
    *,
    assignee: str | None = None,
    department: str | None = None,
    about: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    also_excluded: Iterable[str] = (),
    since: datetime | None = None,
) -> Task:
    """Open one task, its legal clock running on from where it was paused if it was.

    Args:
        work: The transition that opens it.
        kind: What is to be done.
        assignee: The one person who is to do it.
        department: Whose it is, if not the case's.
        about: What it is about, for its doer; the transition's `about` unless given.
        due_at: When it is due, where that was agreed rather than counted in working days.
        also_excluded: Who may not do it, besides those who did a task of the kind's `not_by`.
        since: Only tasks opened since then count for `not_by`: a case that lives for decades would run out of people.
    """
    its_case = work.case
    clocks = dict(its_case.clocks)
    days = max(int(clocks.pop(kind.code, work.days(kind.duration))), 1)
    its_case.clocks = clocks
    done = [task for task in await case.completed_tasks(work.session, its_case.id, kind.not_by) if since is None or task.opened_at >= since]
    task = Task(
        case_id=its_case.id,
        kind=kind.code,
        role=kind.role,
        department=department or its_case.department,
        enterprise_uscc=its_case.beneficiary if kind.applicants else None,
        assignee=assignee,
        excluded=sorted({str(before.completed_by) for before in done} | set(also_excluded)),
        about=about or work.detail.get("about") or {},
        opened_at=work.now,
    )
    if due_at is None:
        _start_clock(work, task, days)
    else:
        # A date that was agreed, not a period that the calendar could lengthen.
        task.clock_from, task.working_days, task.due_at, task.due_provisional = work.now, 0, due_at, False
        ahead = work.clock.remaining(work.now, due_at) - work.days("warn_before")
        task.warn_at = work.clock.after(work.now, ahead).at if ahead > 0 else None
    work.session.add(task)
    await work.session.flush()
    return task


def _start_clock(work: Work, task: Task, days: int) -> None:
    deadline = work.clock.after(work.now, days)
    ahead = days - work.days("warn_before")
    task.clock_from, task.working_days = work.now, days
    task.due_at, task.due_provisional = deadline.at, deadline.provisional
    task.warn_at = work.clock.after(work.now, ahead).at if ahead > 0 and task.warned_at is None else None


def close(work: Work, task: Task, outcome: str) -> None:
    """Close a task: by the person who completed it, or because the case moved on."""
    task.closed_at, task.outcome = work.now, outcome
    if work.task is task and work.actor.subject != "system":
        task.completed_by, task.answer = work.actor.subject, work.detail


async def pause_all(work: Work) -> None:
    """Stop every open task's clock, remembering what is left."""
    clocks = dict(work.case.clocks)
    for task in await case.open_tasks(work.session, work.case.id):
        if task.due_at is not None:
            clocks[str(task.id)] = work.clock.remaining(work.now, task.due_at)
        task.due_at = task.warn_at = None
    work.case.clocks = clocks


async def resume_all(work: Work) -> None:
    """Let every open task's clock go on with what was left."""
    clocks = dict(work.case.clocks)
    for task in await case.open_tasks(work.session, work.case.id):
        left = clocks.pop(str(task.id), None)
        if left is not None and task.escalated_at is None:
            _start_clock(work, task, max(int(left), 1))
    work.case.clocks = clocks


async def recompute_all(work: Work) -> None:
    """Count the deadlines of open tasks again, from where each count began, by the calendar as it is now."""
    for task in await case.open_tasks(work.session, work.case.id):
        if task.due_at is None or not task.due_provisional:
            continue
        deadline = work.clock.after(task.clock_from, task.working_days)
        task.due_at, task.due_provisional = deadline.at, deadline.provisional
        ahead = task.working_days - work.days("warn_before")
        task.warn_at = work.clock.after(task.clock_from, ahead).at if ahead > 0 and task.warned_at is None else None
