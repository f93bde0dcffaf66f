"""流转。The one place where an application's stage changes: stage, audit event, tasks, money and messages in one transaction."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from activities import tasks
from activities.deployment import Deployment
from activities.effects import EFFECTS
from activities.signatures.application import CaseState, Transition
from activities.work import Work
from models.queries import case
from models.tables import Application, AuditEvent, Message, Task
from policy.actors import Role
from policy.errors import Refusal
from policy.lifecycles.application import APPLICATION, Event, Stage
from policy.messages import MESSAGES
from policy.permissions import OpenTask
from policy.registry import item as item_called
from policy.tasks import KINDS
from policy.text import Text

# These look at a task without closing it.
_LEAVES_OPEN = frozenset({Event.WARNED, Event.ESCALATED, Event.REASSIGNED})
# What may happen to an application on hold. A request may have been let in before the hold was recorded.
_WHILE_HELD = frozenset({Event.RESUMED, Event.WITHDRAWN, Event.REASSIGNED})


async def begin(session: AsyncSession, deployment: Deployment, application: Application, transition: Transition) -> Work:
    """Set up one transition of an application that is locked already.

    Raises:
        Refusal: `task_closed`, when the task it completes is closed.
    """
    task = None
    if transition.task_id is not None:
        open_tasks = {str(task.id): task for task in await case.open_tasks(session, application.id)}
        task = open_tasks.get(transition.task_id)
        if task is None:
            raise Refusal("task_closed", Text("任务已办结或已收回。", "The task has been completed or taken back."))
    return Work(
        session=session,
        deployment=deployment,
        application=application,
        item=item_called(application.item_code),
        event=Event(transition.event),
        key=transition.key,
        now=transition.occurred_at,
        actor=transition.actor,
        task=task,
        detail=dict(transition.detail),
        clock=await deployment.clock(session, application.created_at.year),
    )


async def apply(work: Work) -> None:
    """Make the transition.

    Raises:
        Refusal: `wrong_stage` when the lifecycle has no such transition, `on_hold`, or what the event's effect refuses; nothing is kept.
    """
    application = work.application
    before = Stage(application.stage)
    after = APPLICATION.target(before, work.event)
    if application.held and work.event not in _WHILE_HELD:
        raise Refusal("on_hold", Text("申请已暂停办理。", "The application is on hold."))
    if work.task is not None and work.event not in _LEAVES_OPEN:
        tasks.close(work, work.task, work.event)
    if after is not before:
        application.wakes_at = None
    if work.event in EFFECTS:
        await EFFECTS[work.event](work)
    if after is not before:
        for task in await case.open_tasks(work.session, application.id):
            tasks.close(work, task, "superseded")
        application.stage, application.stage_entered_at = after, work.now
        if after in APPLICATION.terminal:
            application.closed_at = work.now
            application.held, application.hold_reason = False, None
    await tasks.open_for_event(work)
    application.version += 1
    application.updated_at = work.now
    await _record(work, before, after)
    _tell(work)
    await work.session.flush()


async def _record(work: Work, before: Stage, after: Stage) -> None:
    last = await case.last_event(work.session, work.application.id)
    work.session.add(
        AuditEvent(
            application_id=work.application.id,
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
    application = work.application
    title = KINDS[work.task.kind].title if work.task else work.item.title
    for told, sentence in MESSAGES.get(work.event, ()):
        # A warning is for whoever has to do the task: an applicant's own deadline closes the application.
        audience = Role(work.task.role) if work.event is Event.WARNED and work.task else told
        to_applicant = audience is Role.APPLICANT
        values = {"number": application.number, "item": work.item.title.zh, "task": title.zh}
        in_english = {"number": application.number, "item": work.item.title.en, "task": title.en}
        work.session.add(
            Message(
                application_id=application.id,
                enterprise_uscc=application.enterprise_uscc if to_applicant else None,
                department=None if to_applicant else application.department,
                role=None if to_applicant else audience,
                zh=sentence.zh.format(**values),
                en=sentence.en.format(**in_english),
            )
        )


async def state_of(work: Work) -> CaseState:
    """Return the state the workflow takes over, as it now stands."""
    session, application = work.session, work.application
    last = await case.last_event(session, application.id)
    payment = await case.live_disbursement(session, application.id)
    return CaseState(
        stage=application.stage,
        event=last.event if last else "",
        tasks=[open_task(task) for task in await case.open_tasks(session, application.id)],
        held=application.held,
        wakes_at=application.wakes_at,
        disbursement=payment.state if payment else None,
        award_fen=application.award_fen,
        minuted=bool(await case.completed_tasks(session, application.id, ("committee_minutes",))),
        undecided_objections=await case.undecided_objections(session, application.id),
        panel_recommends=await tasks.review_outcome(work),
        last=f"{last.event} ({last.actor})" if last else "",
    )


def open_task(task: Task) -> OpenTask:
    """Return what a validator has to know of a task."""
    waiting = task.escalated_at is None
    overdue = KINDS[task.kind].overdue
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
        overdue=overdue.value if overdue else None,
        escalated=task.escalated_at is not None,
    )


async def lock(session: AsyncSession, application_id: str) -> Application:
    """Return the application, locked until the transaction ends."""
    return await case.lock_application(session, uuid.UUID(application_id))
