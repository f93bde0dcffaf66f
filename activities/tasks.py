"""任务的开与关。Opening the tasks an event calls for, with their deadlines and who may not do them; pausing and resuming their clocks."""

from __future__ import annotations

import random

from activities.work import Work
from models.queries import case
from models.tables import Expert, Task
from policy.actors import Role
from policy.errors import Fault, Refusal
from policy.lifecycles.application import OPENS, Event
from policy.tasks import KINDS, REVIEWS, TaskKind
from policy.text import Text


async def open_for_event(work: Work) -> None:
    """Open the tasks that the event calls for."""
    for kind in OPENS.get(work.event, ()):
        if kind == "review":
            await _open_review(work)
        elif kind == "expert_review":
            await _open_one_expert(work)
        elif kind == "reconsideration_request" and work.application.reconsidered:
            # One reconsideration, no more; the workflow makes the refusal final.
            continue
        else:
            await open_task(work, KINDS[kind])


async def open_task(work: Work, kind: TaskKind, *, assignee: str | None = None, department: str | None = None) -> None:
    """Open one task, its legal clock running on from where it was paused if it was."""
    application = work.application
    clocks = dict(application.clocks)
    days = max(int(clocks.pop(kind.code, work.days(kind.duration))), 1)
    application.clocks = clocks
    done = await case.completed_tasks(work.session, application.id, kind.not_by)
    task = Task(
        application_id=application.id,
        kind=kind.code,
        role=kind.role,
        department=department or application.department,
        enterprise_uscc=application.enterprise_uscc if kind.applicants else None,
        assignee=assignee,
        excluded=sorted({str(before.completed_by) for before in done}),
        about=work.detail.get("about") or {},
        opened_at=work.now,
    )
    _start_clock(work, task, days)
    work.session.add(task)
    await work.session.flush()


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
    clocks = dict(work.application.clocks)
    for task in await case.open_tasks(work.session, work.application.id):
        if task.due_at is not None:
            clocks[str(task.id)] = work.clock.remaining(work.now, task.due_at)
        task.due_at = task.warn_at = None
    work.application.clocks = clocks


async def resume_all(work: Work) -> None:
    """Let every open task's clock go on with what was left."""
    clocks = dict(work.application.clocks)
    for task in await case.open_tasks(work.session, work.application.id):
        left = clocks.pop(str(task.id), None)
        if left is not None and task.escalated_at is None:
            _start_clock(work, task, max(int(left), 1))
    work.application.clocks = clocks


async def recompute_all(work: Work) -> None:
    """Count the deadlines of open tasks again, from where each count began, by the calendar as it is now."""
    for task in await case.open_tasks(work.session, work.application.id):
        if task.due_at is None or not task.due_provisional:
            continue
        deadline = work.clock.after(task.clock_from, task.working_days)
        task.due_at, task.due_provisional = deadline.at, deadline.provisional
        ahead = task.working_days - work.days("warn_before")
        task.warn_at = work.clock.after(task.clock_from, ahead).at if ahead > 0 and task.warned_at is None else None


# -- reviews ------------------------------------------------------------------------------------------------------------------------


async def _open_review(work: Work) -> None:
    kind = KINDS[REVIEWS[work.item.review]]
    if kind.role is not Role.EXPERT:
        # A joint review is one task a department, each on its own part, all at the same time.
        for department in work.item.departments if work.item.review == "joint" else (work.application.department,):
            await open_task(work, kind, department=department)
        return
    pool = await _eligible_experts(work)
    drawn = random.SystemRandom().sample(pool, min(len(pool), work.deployment.panel_size))
    for expert in drawn:
        await open_task(work, kind, assignee=expert.subject)
    for _ in range(work.deployment.panel_size - len(drawn)):
        await open_task(work, KINDS["panel_nomination"])
    work.detail = work.detail | {"drawn": [expert.subject for expert in drawn], "pool": [expert.subject for expert in pool]}


async def _open_one_expert(work: Work) -> None:
    pool = await _eligible_experts(work)
    if work.event is Event.EXPERT_NOMINATED:
        pool = [expert for expert in pool if expert.subject == work.detail.get("expert")]
        if not pool:
            raise Refusal(
                "invalid_input",
                Text("该专家不在库中、已参加本次评审或应当回避。", "Not in the pool, already drawn, or conflicted."),
                [Fault("expert", Text("不能指定该专家", "This expert cannot be nominated"))],
            )
    if not pool:
        await open_task(work, KINDS["panel_nomination"])
        return
    expert = random.SystemRandom().choice(pool)
    await open_task(work, KINDS["expert_review"], assignee=expert.subject)
    work.detail = work.detail | {"drawn": [expert.subject], "pool": [candidate.subject for candidate in pool]}


async def _eligible_experts(work: Work) -> list[Expert]:
    """Return whom the draw may fall on: not employed by the applicant, and not drawn in this round."""
    seen = {
        task.assignee
        for task in await case.tasks_of_kind(work.session, work.application.id, "expert_review")
        if task.opened_at >= work.application.stage_entered_at
    }
    return [
        expert
        for expert in await case.active_experts(work.session, work.application.department)
        if expert.subject not in seen and expert.employer_uscc != work.application.enterprise_uscc
    ]


async def review_outcome(work: Work) -> bool | None:
    """Return what a review by several people came to, or None while somebody's part is missing.

    A panel of experts decides by majority. A joint review comes to its end only when all have agreed: one department that does not
    ends it at once, by an event of its own.
    """
    if work.application.stage != "review" or await case.open_tasks(work.session, work.application.id):
        return None
    done = [
        task
        for task in await case.tasks_of_kind(work.session, work.application.id, REVIEWS[work.item.review])
        if task.opened_at >= work.application.stage_entered_at
    ]
    if any(task.outcome == Event.DEPARTMENT_AGREED for task in done):
        return True
    votes = [bool((task.answer or {}).get("recommend")) for task in done if task.outcome == Event.EXPERT_SCORED]
    return sum(votes) * 2 > len(votes) if votes else None
