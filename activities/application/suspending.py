"""上位政策暂停。An application whose item a superior policy suspends is held instead of going on, and goes on when that is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from activities.case import clocks
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close
from activities.case.transitions import apply
from activities.decision.effects import award_nothing
from activities.meeting.tabling import leave_agenda
from models.queries import suspension
from models.tables import Application, Task
from policy.actors import SYSTEM
from policy.errors import Code, Refusal
from policy.judging.standing import not_accepted, suspended
from policy.judging.suspension import Scope, Suspension
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.application.revoking import HOLDING as REVOKING
from policy.processes.application.suspended import CHECK, SUSPENDABLE
from policy.processes.kernel.lifecycle import Common
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()
# What a transition keeps the suspensions it has found under: the step asks, and so does what it decides.
_FOUND = "suspensions"


async def held_instead(context: TransitionContext[Application]) -> bool:
    """Hold an application instead of what was asked, where its item is suspended and no approver has let that pass."""
    if context.case.stage not in SUSPENDABLE or context.case.held:
        return False
    found = await standing_suspension(context)
    if found is None:
        return False
    await _hold(context, found)
    return True


async def look_at_suspension(context: TransitionContext[Application]) -> None:
    """Hold an application whose item is suspended now, or let one go on whose item no longer is; otherwise change nothing."""
    found, check = await standing_suspension(context), _open_check(context)
    if check is None:
        if found is not None and not context.case.held:
            await _hold(context, found)
    elif found is None:
        await apply(replace(context, event=Event.SUSPENSION_LIFTED, actor=SYSTEM, task=None, detail={}))
    else:
        # Its last day may have become known meanwhile.
        check.about = _about(found)
        context.case.hold_reason, context.case.wakes_at = found.refusal().detail.zh, _looked_at_again(context, found)


async def standing_suspension(context: TransitionContext[Application]) -> Suspension | None:
    """Return what suspends an application's item, or closes it for its matter, unless an approver has let that pass."""
    application, today = context.case, context.now.astimezone(BEIJING).date()
    if _FOUND not in context.kept:
        context.kept[_FOUND] = await suspension.suspensions_on(context.session, application.item_code, today, application.matter_date)
    found: Sequence[Suspension] = context.kept[_FOUND]
    passed = [task for task in context.tasks_of_kind(CHECK) if task.outcome == Event.SUSPENSION_PASSED]
    return next(iter(not_passed(found, [task.about for task in passed])), None)


def not_passed(found: Iterable[Suspension], passed: Iterable[Mapping[str, Any]]) -> list[Suspension]:
    """Return the suspensions that no approver has let pass: each is asked about by itself.

    Args:
        found: What suspends the item, or closes it for the matter.
        passed: What the checks that were let pass were about.
    """
    accepted = [finding for about in passed for finding in about["findings"]]
    return [one for one in found if not_accepted([suspended(one)], accepted)]


async def _hold(context: TransitionContext[Application], found: Suspension) -> None:
    reason = found.refusal().detail
    detail = {"reason": reason.zh, "about": _about(found)}
    context.case.wakes_at = _looked_at_again(context, found)
    held = replace(context, event=Event.SUSPENSION_FOUND, actor=SYSTEM, task=None, detail=detail, words={"reason": reason})
    await apply(held)


def _about(found: Suspension) -> dict[str, Any]:
    return {"findings": [suspended(found)]}


def _looked_at_again(context: TransitionContext[Application], found: Suspension) -> datetime:
    """Return when a held application looks whether it still is: the day after the last one, or after a while if nobody knows that one."""
    if found.scope is Scope.ITEM and found.ends_on is not None:
        return datetime.combine(found.ends_on + timedelta(days=1), time(), BEIJING)
    return context.clock.after(context.now, context.days("budget_retry")).at


def _open_check(context: TransitionContext[Application]) -> Task | None:
    return next((task for task in context.open_tasks if task.kind == CHECK), None)


def waits_while_held(context: TransitionContext[Application]) -> bool:
    """Tell whether somebody's answer is waited for while an application is held, so that no officer lets it go on."""
    return context.case.held and any(task.kind in {CHECK, *REVOKING} for task in context.open_tasks)


EFFECTS.of(Event.SUSPENSION_FOUND)(clocks.hold)


@EFFECTS.of(Event.SUSPENSION_PASSED, Event.SUSPENSION_LIFTED)
async def go_on(context: TransitionContext[Application]) -> None:
    """Let every clock go on, and look at what may have come meanwhile."""
    if check := _open_check(context):
        close(context, check)
    await clocks.resume(context)
    # Whoever waits for budget has to look: it may have come meanwhile.
    context.case.wakes_at = context.now if context.case.stage == Stage.BUDGET_WAIT else None


@EFFECTS.of(Event.SUSPENSION_UPHELD)
async def end(context: TransitionContext[Application]) -> None:
    """End the application, with what was found for its letter."""
    context.case.held, context.case.hold_reason, context.case.wakes_at = False, None, None
    if context.task is not None:
        context.detail = context.detail | {"failures": context.task.about["findings"]}
    await leave_agenda(context)
    await award_nothing(context)


@EFFECTS.of(Common.RESUMED)
async def resume(context: TransitionContext[Application]) -> None:
    """Refuse an officer who would resume what only an approver lets go on."""
    if waits_while_held(context):
        raise Refusal(Code.ON_HOLD, Text("该申请暂缓办理，由审批人审批是否继续。", "It is held, and an approver says whether it goes on."))
    await clocks.resume(context)
