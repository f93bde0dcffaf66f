"""时限。What holds, warnings, escalations and a new calendar change, in every process."""

from __future__ import annotations

from activities.case import tasks
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.handing import require_another, told_of, why_not_give
from models.tables import Case
from policy.errors import Code, Refusal
from policy.processes.kernel.handing import not_to
from policy.processes.kernel.lifecycle import Common
from policy.processes.kernel.permissions import OpenTask, why_not_assign
from policy.text import Text

EFFECTS = Effects[Case]()


@EFFECTS.of(Common.PUT_ON_HOLD)
async def hold(context: TransitionContext[Case]) -> None:
    """Stop every clock."""
    if context.case.held:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(f"{context.lifecycle.title.zh}已暂停办理。", f"The {context.lifecycle.title.en.lower()} is on hold already."),
        )
    context.case.held, context.case.hold_reason = True, str(context.detail.get("reason", ""))
    await tasks.pause_all(context)


@EFFECTS.of(Common.RESUMED)
async def resume(context: TransitionContext[Case]) -> None:
    """Let every clock go on."""
    if not context.case.held:
        raise Refusal(
            Code.WRONG_STAGE, Text(f"{context.lifecycle.title.zh}未暂停。", f"The {context.lifecycle.title.en.lower()} is not on hold.")
        )
    context.case.held, context.case.hold_reason = False, None
    await tasks.resume_all(context)


@EFFECTS.of(Common.WARNED)
async def note_warning(context: TransitionContext[Case]) -> None:
    """Warn once."""
    if context.task is not None:
        context.task.warned_at = context.now


@EFFECTS.of(Common.ESCALATED)
async def escalate(context: TransitionContext[Case]) -> None:
    """Hand it to the head of those who have its role as well."""
    if context.task is not None:
        context.task.escalated_at = context.now


@EFFECTS.of(Common.REASSIGNED)
async def hand_over(context: TransitionContext[Case]) -> None:
    """Give the task to one person, who is told; or give it back to all who may do it."""
    if context.task is None:
        return
    if denial := why_not_assign(context.actor, OpenTask.of(context.task)):
        raise denial
    task, given = context.task, context.detail["assignee"]
    task.assignee = None if given is None else str(given)
    if task.assignee is None:
        return
    await require_another(context, task)
    if reason := await why_not_give(context, task, task.assignee):
        raise not_to(reason)
    context.session.add(told_of(context, task, task.assignee))


@EFFECTS.of(Common.DEADLINES_RECOMPUTED)
async def recompute(context: TransitionContext[Case]) -> None:
    """Count again what is due, by the calendar as it is now."""
    await tasks.recompute_all(context)
