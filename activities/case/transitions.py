"""流转。The one place where a case's stage changes: stage, audit event, tasks, money and messages in one transaction."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case import tasks
from activities.case.attestation import UnvouchedError
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.duties import take_on
from activities.case.handing import say_who_is_missing
from activities.case.submissions import freeze
from activities.signatures.case import CaseState, Receipt, Transition, TransitionOrder
from activities.signatures.request import Words
from models.commands import request as requests
from models.queries import case, case_file
from models.queries import enterprise as enterprises
from models.tables import AuditEvent, Case, Message, Task
from policy.actors import SYSTEM, Role
from policy.credit_code import is_of_person, named
from policy.errors import Code, Refusal
from policy.processes.kernel.closings import Closing
from policy.processes.kernel.lifecycle import DRAFT, WITHDRAWN, Common
from policy.processes.kernel.permissions import AREA_WIDE, OpenTask
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import Clock

Row = TypeVar("Row", bound=Case)

# These look at a task without closing it.
LEAVES_OPEN = frozenset({Common.WARNED, Common.ESCALATED, Common.REASSIGNED})
REMINDERS = frozenset({Common.WARNED, Common.ESCALATED})


async def begin(
    session: AsyncSession, deployment: Deployment, its_case: Row, transition: Transition, *, clock: Clock | None = None
) -> TransitionContext[Row]:
    """Set up one transition of a case that is locked already, by the calendar as it stands unless its clock is given.

    Raises:
        Refusal: `task_closed`, when the task it completes is closed.
    """
    # A draft has neither tasks nor events yet.
    stored: tuple[list[Task], list[AuditEvent]] = ([], [])
    if its_case.stage != DRAFT:
        stored = await case_file.of(session, its_case.id, transition.key)
    context = TransitionContext(
        session=session,
        deployment=deployment,
        case=its_case,
        event=transition.event,
        key=transition.key,
        now=transition.occurred_at,
        actor=transition.actor,
        task=None,
        detail=dict(transition.detail),
        clock=clock or await deployment.clock(session, its_case.created_at.year),
        tasks=stored[0],
        events=stored[1],
        request=transition.request,
        attestation=transition.attestation,
        received_at=transition.received_at or transition.occurred_at,
    )
    # A retry finds its task closed by the first try.
    if transition.task_id is not None and not context.is_recorded(transition.key):
        context.task = next((task for task in context.open_tasks if str(task.id) == transition.task_id), None)
        if context.task is None:
            raise Refusal(Code.TASK_CLOSED, Text("任务已办结或已收回。", "The task has been completed or taken back."))
    return context


async def apply(context: TransitionContext[Case]) -> None:
    """Make the transition, and write it with the outcome of the request it comes of.

    Raises:
        Refusal: As `make`; `duplicate` when that request has its outcome already.
    """
    await make(context)
    await context.session.flush()
    await say_who_is_missing(context)
    its_case = context.case
    if context.request is not None:
        receipt = Receipt(its_case.process, str(its_case.id), its_case.number, its_case.stage, context.event)
        if not await requests.answer(context.session, context.request, receipt.as_outcome()):
            raise Refusal(Code.DUPLICATE, Text("该请求已经办理。", "The request has been done already."))


async def make(context: TransitionContext[Case]) -> None:
    """Make the transition in the session, where several are to be written together.

    Raises:
        Refusal: `wrong_stage` when the lifecycle has no such transition, `on_hold`, or what the event's effect refuses; nothing is kept.
    """
    its_case, lifecycle = context.case, context.lifecycle
    before, since = its_case.stage, its_case.stage_entered_at
    after = lifecycle.target(before, context.event)
    # A request may have been let in before the hold was recorded.
    if its_case.held and context.event != WITHDRAWN and not lifecycle.steps[context.event].while_held:
        raise lifecycle.on_hold()
    if context.event not in LEAVES_OPEN:
        await take_on(context)
    waking = its_case.wakes_at
    if not await _takes_effect(context):
        return
    if lifecycle.steps[context.event].hands_in:
        await freeze(context)
    its_case.version += 1
    its_case.updated_at = context.now
    if after != before:
        # The waiting time of the stage that is left; one that the effect has set belongs to the stage that begins.
        if its_case.wakes_at is waking:
            its_case.wakes_at = None
        for task in context.open_tasks:
            if not KINDS[task.kind].outlasts(before, after):
                tasks.close(context, task, Closing.SUPERSEDED)
                _say_dropped(context, task)
        its_case.stage, its_case.stage_entered_at, its_case.came_by = after, context.now, context.event
        # What had ended may be taken up again.
        its_case.closed_at = context.now if after in lifecycle.terminal else None
        if after in lifecycle.terminal:
            its_case.held, its_case.hold_reason = False, None
    await tasks.open_for_event(context)
    _record(context, before, after, since)
    await _tell(context)
    await _go_on(context)


async def _takes_effect(context: TransitionContext[Case]) -> bool:
    """Close the task and do what the event has done, and tell whether that is to be recorded.

    Whoever can reach Temporal can say that the calendar changed: where every deadline is as it was, that is no news.
    """
    if context.task is not None and context.event not in LEAVES_OPEN:
        tasks.close(context, context.task)
    effect = context.process.events.get(context.event)
    if context.event == Common.DEADLINES_RECOMPUTED and effect is not None:
        with context.session.no_autoflush:
            await effect(context)
        return any(map(context.session.is_modified, context.session.dirty))
    if effect is not None:
        await effect(context)
    return True


async def _go_on(context: TransitionContext[Case]) -> None:
    """Take the next transition with this one, where nobody is waited for in between."""
    its_case = context.case
    passing = context.process.passing.get(its_case.stage)
    if passing is None or its_case.held or context.open_tasks:
        return
    following = replace(context, key=f"{context.key}/{its_case.stage}", actor=SYSTEM, task=None, attestation="")
    if await passing(following):
        await make(following)


def _record(context: TransitionContext[Case], before: str, after: str, since: datetime) -> None:
    last = context.last_event
    event = AuditEvent(
        case_id=context.case.id,
        sequence=(last.sequence if last else 0) + 1,
        key=context.key,
        event=context.event,
        from_stage=before,
        to_stage=after,
        since=since,
        actor=context.actor.subject,
        actor_name=context.actor.name,
        detail=context.detail | ({"task": context.task.kind, "task_id": str(context.task.id)} if context.task else {}),
        attestation=context.attestation or None,
        occurred_at=context.now,
    )
    context.session.add(event)
    context.events.append(event)


async def _called(context: TransitionContext[Case]) -> Text:
    """Return what a message calls a case: by its number, or by its enterprise where the code of that is its number."""
    its_case = context.case
    if its_case.number != its_case.beneficiary:
        return its_case.called
    return named(await enterprises.name(context.session, its_case.number), its_case.number)


def _audience(context: TransitionContext[Case], told: Role) -> tuple[Role, ...]:
    """Return whom a sentence is for: a reminder is for whoever has to do the task, and what is overdue for those who lead them as well."""
    if context.task is None:
        return (told,)
    doers = Role(context.task.role)
    if context.event == Common.WARNED or (context.event == Common.ESCALATED and doers in AREA_WIDE):
        return (doers,)
    # An expert is led by nobody: the department sees to it.
    return (doers, told) if context.event == Common.ESCALATED and doers not in {told, Role.EXPERT} else (told,)


async def _tell(context: TransitionContext[Case]) -> None:
    """Write the messages the event calls for."""
    its_case, told_to = context.case, context.lifecycle.steps[context.event].tells
    called = await _called(context) if told_to else Text("", "")
    about = context.item.title if its_case.item_code != "*" else context.lifecycle.title
    # A reminder is for the department whose task it is, which may be another than handles the case.
    department = context.task.department if context.task and context.event in LEAVES_OPEN else its_case.department
    title = KINDS[context.task.kind].title if context.task else about
    for told, sentence in told_to.items():
        # A warning is for whoever has to do the task: an applicant's own deadline closes the application.
        audience = _audience(context, told)
        to_applicant = Role.APPLICANT in audience
        if to_applicant and its_case.beneficiary is None:
            continue
        # Why somebody decided so is told in their own words.
        said = str(context.detail.get("reason") or "")
        words = {"number": called, "item": about, "task": title, "reason": Text(said, said), **context.words}
        values = {name: text.zh for name, text in words.items()}
        in_english = {name: text.en for name, text in words.items()}
        context.session.add_all(
            Message(
                case_id=its_case.id,
                enterprise_uscc=its_case.beneficiary if to_applicant else None,
                department=None if to_applicant else department,
                role=None if to_applicant else role,
                person=context.task.assignee if context.task is not None and role is Role.EXPERT else None,
                zh=_addressed(sentence.zh, its_case.beneficiary).format(**values),
                en=sentence.en.format(**in_english),
                reminder=context.event in REMINDERS,
            )
            for role in audience
        )


def _addressed(sentence: str, beneficiary: str | None) -> str:
    """Return a Chinese sentence as it addresses whom a case is of: a person is no unit."""
    return sentence.replace("贵单位", "您") if is_of_person(beneficiary or "") else sentence


def _say_dropped(context: TransitionContext[Case], task: Task) -> None:
    """Tell the enterprise that what it had asked for is not decided any more, where the kind of task says so."""
    said, its_case = KINDS[task.kind].dropped, context.case
    if said is not None and its_case.beneficiary is not None:
        zh, en = (text.format(number=its_case.number) for text in (said.zh, said.en))
        context.session.add(Message(case_id=its_case.id, enterprise_uscc=its_case.beneficiary, zh=zh, en=en))


async def state_of(context: TransitionContext[Case]) -> CaseState:
    """Return the state the workflow takes over, as it now stands."""
    its_case, last = context.case, context.last_event
    recorded = next((event for event in context.events if event.key == context.key), last)
    return CaseState(
        stage=its_case.stage,
        event=recorded.event if recorded else "",
        actor=recorded.actor if recorded else "",
        tasks=[OpenTask.of(task) for task in context.open_tasks],
        held=its_case.held,
        wakes_at=its_case.wakes_at,
        last=f"{last.event} ({last.actor})" if last else "",
        particulars=await context.process.particulars(context),
        version=its_case.version,
    )


async def lock_for(session: AsyncSession, deployment: Deployment, order: TransitionOrder) -> tuple[Case, Transition, bool]:
    """Return the case of a transition, locked, the transition in the words of the request it comes of, and whether its asker was revoked.

    What one case asks another follows from what somebody did while they might, and goes on.

    Raises:
        UnvouchedError: No such request is kept, or nobody vouches for it.
    """
    its_case, kept, is_revoked = await case.lock_for(session, case.table_of(order.process), uuid.UUID(order.case_id), order.request)
    transition = Transition(
        order.process, order.case_id, order.event, order.key, order.occurred_at, task_id=order.task_id, request=order.request
    )
    if order.request is None:
        return its_case, transition, False
    if kept is None or kept.sealed is None:
        raise UnvouchedError(its_case.number)
    message = Words.of(deployment.database.seal.open(kept.sealed, kept.key)).message
    asked = replace(transition, actor=message.actor, detail=message.detail, attestation=kept.attestation, received_at=kept.received_at)
    deployment.attestations.require(asked, its_case)
    # Only a person who asks has a role.
    return its_case, asked, is_revoked and bool(message.actor.roles)


async def lock(session: AsyncSession, process: str, case_id: str) -> Case:
    """Return a case of a process, locked until the transaction ends."""
    return await case.lock(session, case.table_of(process), uuid.UUID(case_id))
