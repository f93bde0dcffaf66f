"""时限。What holds, warnings, escalations and a new calendar change, in every process."""

from __future__ import annotations

from activities.case import tasks
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.tables import Case
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import Common
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
    """Hand it to the head of the department as well."""
    if context.task is not None:
        context.task.escalated_at = context.now


@EFFECTS.of(Common.REASSIGNED)
async def hand_over(context: TransitionContext[Case]) -> None:
    """Give the task to one person."""
    if context.task is None:
        return
    assignee = str(context.detail["assignee"])
    if assignee in context.task.excluded:
        raise Refusal(Code.FOUR_EYES, Text("此人经手过此前的环节。", "That person handled an earlier step."))
    context.task.assignee = assignee


@EFFECTS.of(Common.DEADLINES_RECOMPUTED)
async def recompute(context: TransitionContext[Case]) -> None:
    """Count again what is due, by the calendar as it is now."""
    await tasks.recompute_all(context)
