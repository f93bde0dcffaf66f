"""流转。The one place where a case's stage changes: stage, audit event, tasks, money and messages in one transaction."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from activities import tasks
from activities.deployment import Deployment
from activities.effects import effect_of
from activities.particulars import particulars_of
from activities.signatures.case import CaseState, Transition
from activities.work import Work
from models.queries import case
from models.tables import AuditEvent, Case, Message, Task
from policy.actors import Role
from policy.errors import Refusal
from policy.lifecycles.lifecycle import Common
from policy.permissions import OpenTask
from policy.tasks import KINDS
from policy.text import Text

# These look at a task without closing it.
_LEAVES_OPEN = frozenset({Common.WARNED, Common.ESCALATED, Common.REASSIGNED})
# What may happen to a case on hold. A request may have been let in before the hold was recorded.
_WHILE_HELD = frozenset({Common.RESUMED, Common.REASSIGNED, "withdrawn"})


async def begin(session: AsyncSession, deployment: Deployment, its_case: Case, transition: Transition) -> Work:
    """Set up one transition of a case that is locked already.

    Raises:
        Refusal: `task_closed`, when the task it completes is closed.
    """
    task = None
    if transition.task_id is not None:
        open_tasks = {str(task.id): task for task in await case.open_tasks(session, its_case.id)}
        task = open_tasks.get(transition.task_id)
        if task is None:
            raise Refusal("task_closed", Text("任务已办结或已收回。", "The task has been completed or taken back."))
    return Work(
        session=session,
        deployment=deployment,
        case=its_case,
        event=transition.event,
        key=transition.key,
        now=transition.occurred_at,
        actor=transition.actor,
        task=task,
        detail=dict(transition.detail),
        clock=await deployment.clock(session, its_case.created_at.year),
    )


async def apply(work: Work) -> None:
    """Make the transition.

    Raises:
        Refusal: `wrong_stage` when the lifecycle has no such transition, `on_hold`, or what the event's effect refuses; nothing is kept.
    """
    its_case, lifecycle = work.case, work.lifecycle
    before = its_case.stage
    after = lifecycle.target(before, work.event)
    if its_case.held and work.event not in _WHILE_HELD:
        raise Refusal("on_hold", Text("申请已暂停办理。", "The application is on hold."))
    if work.task is not None and work.event not in _LEAVES_OPEN:
        tasks.close(work, work.task, work.event)
    if after != before:
        its_case.wakes_at = None
    if effect := effect_of(lifecycle.name, work.event):
        await effect(work)
    if after != before:
        for task in await case.open_tasks(work.session, its_case.id):
            if not KINDS[task.kind].lasting:
                tasks.close(work, task, "superseded")
        its_case.stage, its_case.stage_entered_at = after, work.now
        if after in lifecycle.terminal:
            its_case.closed_at = work.now
            its_case.held, its_case.hold_reason = False, None
    await tasks.open_for_event(work)
    its_case.version += 1
    its_case.updated_at = work.now
    await _record(work, before, after)
    _tell(work)
    await work.session.flush()


async def _record(work: Work, before: str, after: str) -> None:
    last = await case.last_event(work.session, work.case.id)
    work.session.add(
        AuditEvent(
            case_id=work.case.id,
            sequence=(last.sequence if last else 0) + 1,
            key=work.key,
            event=work.event,
            from_stage=before,
            to_stage=after,
            actor=work.actor.subject,
            actor_name=work.actor.name,
            detail=work.detail | ({"task": work.task.kind, "task_id": str(work.task.id)} if work.task else {}),
            occurred_at=work.now,
        )
    )


def _tell(work: Work) -> None:
    """Write the messages the event calls for."""
    its_case = work.case
    about = work.item.title if its_case.item_code != "*" else work.lifecycle.title
    title = KINDS[work.task.kind].title if work.task else about
    for told, sentence in work.lifecycle.told(work.event):
        # A warning is for whoever has to do the task: an applicant's own deadline closes the application.
        audience = Role(work.task.role) if work.event == Common.WARNED and work.task else told
        to_applicant = audience is Role.APPLICANT
        if to_applicant and its_case.beneficiary is None:
            continue
        values = {"number": its_case.number, "item": about.zh, "task": title.zh}
        in_english = {"number": its_case.number, "item": about.en, "task": title.en}
        work.session.add(
            Message(
                case_id=its_case.id,
                enterprise_uscc=its_case.beneficiary if to_applicant else None,
                department=None if to_applicant else its_case.department,
                role=None if to_applicant else audience,
                zh=sentence.zh.format(**values),
                en=sentence.en.format(**in_english),
            )
        )


async def state_of(work: Work) -> CaseState:
    """Return the state the workflow takes over, as it now stands."""
    its_case = work.case
    last = await case.last_event(work.session, its_case.id)
    return CaseState(
        stage=its_case.stage,
        event=last.event if last else "",
        tasks=[open_task(task) for task in await case.open_tasks(work.session, its_case.id)],
        held=its_case.held,
        wakes_at=its_case.wakes_at,
        last=f"{last.event} ({last.actor})" if last else "",
        particulars=await particulars_of(work),
    )


def open_task(task: Task) -> OpenTask:
    """Return what a validator has to know of a task."""
    waiting = task.escalated_at is None
    return OpenTask(
        id=str(task.id),
        kind=task.kind,
        role=Role(task.role),
        department=task.department,
        enterprise=task.enterprise_uscc,
        assignee=task.assignee,
        excluded=tuple(task.excluded),
        due_at=task.due_at if waiting else None,
        warn_at=task.warn_at if waiting and task.warned_at is None else None,
        overdue=KINDS[task.kind].overdue,
        escalated=task.escalated_at is not None,
    )


async def lock(session: AsyncSession, process: str, case_id: str) -> Case:
    """Return a case of a process, locked until the transaction ends."""
    return await case.lock(session, process, uuid.UUID(case_id))
