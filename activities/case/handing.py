"""转交的核验。Whether a task could be given to somebody, as its case and the directory stand; and what happens when there is nobody."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Final

from temporalio import activity
from temporalio.service import RPCError, RPCStatusCode

from activities.case.context import TransitionContext
from models.queries import involvement as involvements
from models.queries import person as people
from models.tables import Case, Message, Task
from policy.actors import Role
from policy.processes.kernel.handing import is_of_whoever_did_it, own_step
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

_DELEGATED: Final = Text("已交由受托人员办理。", "It went to whoever is delegated.")
# Said to those who may hand it over, and to whoever only sees to it that they do.
_HAND_ON: Final = Text(
    "请转交其他部门有相同角色的人员，可以受转交的人员见该任务的人员名单。",
    "Hand it to somebody of another department with the same role: the people of the task are those it may go to.",
)
_WATCH: Final = Text(
    "已通知本部门转交其他部门有相同角色的人员；本部门无人可以转交的，请由管理员在人员目录中增补人员。",
    "Its department was told to hand it to somebody of another one; where nobody is left to do so, an administrator enters more people.",
)


async def why_not_give(context: TransitionContext[Case], task: Task, subject: str) -> Text | None:
    """Return why a task cannot be given to somebody today, or None when it can."""
    today = _today(context)
    left = await people.could(context.session, task, today)
    return await people.why_not(context.session, task, subject, today, others_left=bool(left))


async def require_another(context: TransitionContext[Case], task: Task) -> None:
    """Refuse to let somebody choose who looks at their own step, while somebody else can.

    Raises:
        Refusal: `four_eyes`.
    """
    done = await involvements.of(context.session, context.actor.subject, task.families)
    others = await people.could_hand_on(context.session, task, _today(context))
    if is_of_whoever_did_it(KINDS[task.kind], done, others, able=task.able):
        raise own_step()


async def could_do(context: TransitionContext[Case], task: Task, subject: str) -> bool:
    """Tell whether somebody could do a task today, of whichever department they are."""
    return await people.why_not(context.session, task, subject, _today(context), others_left=False) is None


def _today(context: TransitionContext[Case]) -> date:
    return context.now.astimezone(BEIJING).date()


def told_of(context: TransitionContext[Case], task: Task, subject: str) -> Message:
    """Return what somebody is told to whom a task was given."""
    called, title = context.case.called, KINDS[task.kind].title
    return Message(
        case_id=context.case.id,
        person=subject,
        zh=f"{called.zh}的“{title.zh}”已转交您办理。",
        en=f"“{title.en}” of {called.en} was handed over to you.",
    )


async def say_who_is_missing(context: TransitionContext[Case]) -> None:
    """Give what was opened and nobody of its department may do to whoever the area delegates, and tell the heads and the operator of it."""
    for task in context.open_tasks:
        if task.opened_at == context.now and task.able is False:
            await _hand_on(context, task)


async def look_who_is_missing(context: TransitionContext[Case]) -> None:
    """Do the same for what nobody may do any more: since it was opened they did another step, went away, or were revoked.

    What others may do, and not whom it was given to nor whoever acts for them, goes back to those others.
    """
    for task in context.open_tasks:
        before, could = task.able, await people.could(context.session, task, _today(context))
        if could is None:
            continue
        task.able = could
        # What was told of already is told of again only where it was given to somebody who may not do it any more either.
        if not could and (before is not False or task.assignee is not None):
            await _hand_on(context, task)
        elif could and task.assignee and (reason := await people.in_hands_that_may_not(context.session, task, _today(context))):
            await _give_back(context, task, task.assignee, reason)


async def tell_left_alone(workflows: Iterable[str]) -> None:
    """Have processes look which of their tasks nobody may do any more. One that cannot be told is told by the check of the night."""
    for one in workflows:
        with contextlib.suppress(RPCError):
            await activity.client().get_workflow_handle(one).signal("look")


async def tell_written(workflows: Iterable[str]) -> None:
    """Have processes read their cases, of which another has written something in one with its own. One that has ended needs no telling."""
    for one in workflows:
        try:
            await activity.client().get_workflow_handle(one).signal("look")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


async def _hand_on(context: TransitionContext[Case], task: Task) -> None:
    if task.assignee is not None and await could_do(context, task, task.assignee):
        return
    delegate = context.deployment.delegates.get(task.role)
    before, task.assignee = task.assignee, None
    if delegate is not None and await could_do(context, task, delegate):
        task.assignee = delegate
        context.session.add(told_of(context, task, delegate))
    await _report(context, task, *([before] if before else []))


async def _give_back(context: TransitionContext[Case], task: Task, assignee: str, reason: Text) -> None:
    """Give a task back to those of its role, and tell whom it was taken from and the heads why."""
    task.assignee = None
    called, title, person = context.case.called, KINDS[task.kind].title, await people.find(context.session, assignee)
    name = person.name if person else assignee
    said = Text(
        f"{called.zh}的“{title.zh}”已退回待办：{name}{reason.zh}。有此角色的人员均可办理，也可以再次转交。",
        f"“{title.en}” of {called.en} was given back: {name} {reason.en}. Whoever has the role may do it; it may be handed over again.",
    )
    heads = await people.heads(context.session, task.role, task.department, task.concerns)
    whom: list[dict[str, Any]] = [{"person": one} for one in dict.fromkeys((*heads, assignee))]
    if not heads:
        whom.append({"department": task.department, "role": task.role})
    context.session.add_all(Message(case_id=context.case.id, zh=said.zh, en=said.en, **one) for one in whom)


async def _report(context: TransitionContext[Case], task: Task, *besides: str) -> None:
    """Tell the heads and the operator, and whomever else it concerns, that nobody of its department may do a task."""
    called, title = context.case.called, KINDS[task.kind].title
    said = Text(
        f"{called.zh}的“{title.zh}”无人可以办理：有此角色的人员均已经手其他环节、应当回避、不在岗或者已停用。",
        f"Nobody may do “{title.en}” of {called.en}: whoever has the role handled another step, has an interest, is away or was revoked.",
    )
    to_us, to_operator = (_DELEGATED, _DELEGATED) if task.assignee is not None else (_HAND_ON, _WATCH)
    ours, operators = (
        {"case_id": context.case.id, "zh": f"{said.zh}{then.zh}", "en": f"{said.en} {then.en}"} for then in (to_us, to_operator)
    )
    context.session.add(Message(**operators, department=context.case.department, role=Role.OPERATOR))
    heads = await people.heads(context.session, task.role, task.department, task.concerns)
    done = await involvements.of_each(context.session, task.families, heads)
    others = await people.could_hand_on(context.session, task, _today(context)) if heads else ()
    # It is not for whoever did what is looked at to choose who looks at it.
    chooses = partial(is_of_whoever_did_it, KINDS[task.kind], others=others, able=False)
    heads = [head for head in heads if not chooses(done.get(head, ()))] or others
    context.session.add_all(Message(**ours, person=head) for head in dict.fromkeys((*heads, *besides)))
    if not heads:
        context.session.add(Message(**ours, department=task.department, role=task.role))
