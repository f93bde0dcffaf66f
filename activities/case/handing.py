"""转交的核验。Whether a task could be given to somebody, as its case and the directory stand; and what happens when there is nobody."""

from __future__ import annotations

from activities.case.context import TransitionContext
from models.queries import involvement as involvements
from models.queries import person as people
from models.tables import Case, Message, Task
from policy.actors import Role
from policy.processes.kernel.handing import why_not_to
from policy.processes.kernel.permissions import OpenTask
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING


async def why_not_give(context: TransitionContext[Case], task: Task, subject: str) -> Text | None:
    """Return why a task cannot be given to somebody today, or None when it can."""
    row, done = await people.find(context.session, subject), await involvements.of(context.session, subject, task.families)
    candidate = row.as_candidate(context.now.astimezone(BEIJING).date()) if row else None
    return why_not_to(candidate, OpenTask.of(task), KINDS[task.kind], done)


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
        if task.opened_at != context.now or task.able is not False or task.assignee is not None:
            continue
        delegate = context.deployment.delegates.get(task.role)
        if delegate is not None and await why_not_give(context, task, delegate) is None:
            task.assignee = delegate
            context.session.add(told_of(context, task, delegate))
        await _report(context, task)


async def _report(context: TransitionContext[Case], task: Task) -> None:
    called, title = context.case.called, KINDS[task.kind].title
    zh = f"{called.zh}的“{title.zh}”无人可以办理：有此角色的人员均已经手其他环节、应当回避、不在岗或者已停用。"
    en = f"Nobody may do “{title.en}” of {called.en}: whoever has the role handled another step, has an interest, is away or was revoked."
    if task.assignee is not None:
        zh, en = f"{zh}已交由受托人员办理。", f"{en} It went to whoever is delegated."
    else:
        zh, en = f"{zh}请转交其他部门有相同角色的人员。", f"{en} Hand it to somebody of another department with the same role."
    about = {"case_id": context.case.id, "zh": zh, "en": en}
    context.session.add(Message(**about, department=context.case.department, role=Role.OPERATOR))
    heads = await people.heads(context.session, task.role, task.department)
    context.session.add_all(Message(**about, person=head) for head in heads)
    if not heads:
        context.session.add(Message(**about, department=task.department, role=task.role))
