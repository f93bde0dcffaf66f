"""待办事项的效果。What the steps of a pending matter change: who is asked, and what becomes of the row that somebody ends by their task.

Where the row was ended otherwise its case only follows: then no task is completed, and there is nothing left to do.
"""

from __future__ import annotations

from typing import cast

from activities.case.context import TransitionContext
from activities.case.duties import note
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands import entry
from models.queries import pending
from models.queries import person as people
from models.tables import PendingMatter, Task
from policy.actors import OF_A_DEPARTMENT, RESERVED, Role
from policy.errors import Code, Refusal
from policy.processes.kernel.duties import Act, Duty
from policy.processes.kernel.granting import PERMISSIONS
from policy.processes.pending.kinds import TITLES, Kind
from policy.processes.pending.lifecycle import Event
from policy.processes.pending.tasks import APPROVAL, EXPLANATION, FINDING
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[PendingMatter]()


@EFFECTS.opens(APPROVAL)
async def open_approvals(context: TransitionContext[PendingMatter]) -> None:
    """Ask those who may approve a row, by a task for each role and department in which somebody is who did not enter it."""
    row = await pending.locked(context.session, context.case)
    waits = await pending.waiting(context.session, row)
    if waits.entered_by is not None and waits.entered_by not in RESERVED:
        await note(context, waits.entered_by, Act(Event.ENTRY_MADE, Duty.PREPARE))
    roles = sorted(PERMISSIONS[pending.ended_by(row)])
    departments = (waits.department, *waits.others)
    whose = [(role, place) for role in roles for place in (departments if role in OF_A_DEPARTMENT else departments[:1])]
    able = [(role, place) for role, place in whose if await _somebody_could(context, role, place)]
    # Where there is nobody at all, that is said of the one task there is.
    for role, place in able or whose[:1]:
        await open_task(context, KINDS[APPROVAL], role=role, department=place, about=_about(context, waits))


@EFFECTS.opens(EXPLANATION)
async def open_explanation(context: TransitionContext[PendingMatter]) -> None:
    """Ask finance why something does not agree."""
    await _ask_why(context, EXPLANATION)


@EFFECTS.opens(FINDING)
async def open_finding(context: TransitionContext[PendingMatter]) -> None:
    """Ask an operator how what a check of cases found came to be."""
    await _ask_why(context, FINDING)


@EFFECTS.of(Event.ENTRY_APPROVED)
async def approve(context: TransitionContext[PendingMatter]) -> None:
    """Have a row count that somebody approves by their task.

    Raises:
        Refusal: As its route does.
    """
    if context.task is not None:
        await entry.approve(context.session, context.actor, await _entry(context), context.now)


@EFFECTS.of(Event.ENTRY_REFUSED)
async def refuse(context: TransitionContext[PendingMatter]) -> None:
    """Have a row never count that somebody refuses by their task.

    Raises:
        Refusal: As its route does.
    """
    if context.task is not None:
        await entry.refuse(context.session, context.actor, await _entry(context), str(context.detail["reason"]))


@EFFECTS.of(Event.DIFFERENCE_RESOLVED)
async def resolve(context: TransitionContext[PendingMatter]) -> None:
    """Keep why something does not agree, as somebody says by their task.

    Raises:
        Refusal: `wrong_stage`, where it was resolved meanwhile.
    """
    if context.task is None:
        return
    row = cast("pending.Difference", await pending.locked(context.session, context.case))
    if not row.is_open:
        raise Refusal(Code.WRONG_STAGE, Text("该差异已解决。", "It is resolved already."))
    row.resolve(context.actor.subject, context.now, str(context.detail["reason"]))


async def _ask_why(context: TransitionContext[PendingMatter], kind: str) -> None:
    waits = await pending.waiting(context.session, await pending.locked(context.session, context.case))
    await open_task(context, KINDS[kind], about=_about(context, waits))


def _about(context: TransitionContext[PendingMatter], waits: pending.Waiting) -> dict[str, object]:
    return {"what": TITLES[Kind(context.case.kind)].as_dict()} | waits.about


async def _entry(context: TransitionContext[PendingMatter]) -> pending.Entry:
    return cast("pending.Entry", await pending.locked(context.session, context.case))


async def _somebody_could(context: TransitionContext[PendingMatter], role: Role, department: str) -> bool:
    """Tell whether somebody holds a role who did not enter the row, or the directory knows nobody who holds it."""
    asked = Task(kind=APPROVAL, role=role, department=department, concerns=[], families=[context.case.id])
    return await people.could(context.session, asked, context.now.astimezone(BEIJING).date()) is not False
