"""自动环节。How an automatic step writes: in one transaction, once, and only if the case still waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar

from temporalio.exceptions import ApplicationError

from activities.case.context import WRITTEN, TransitionContext
from activities.case.deployment import Deployment
from activities.case.handing import tell_written
from activities.case.transitions import begin, lock, state_of
from activities.signatures.case import AutomaticStep, CaseState, Transition
from policy.errors import Refusal
from policy.processes.kernel.lifecycle import Common

Answer = TypeVar("Answer")


async def refusing(context: Awaitable[Answer]) -> Answer:
    """Give a refusal to the workflow as an answer that is not retried, with its code, both languages, and the fields that are wrong."""
    try:
        return await context
    except Refusal as refusal:
        faults = [fault.as_dict() for fault in refusal.faults]
        particulars = [{"errors": faults, "clause": refusal.clause}] if faults or refusal.clause else []
        words = (refusal.detail.zh, refusal.detail.en)
        raise ApplicationError(str(refusal), *words, *particulars, type=refusal.code, non_retryable=True) from refusal


async def held_instead(context: TransitionContext[Any]) -> bool:
    """Hold a case instead of a step, where its process finds that it must not go on, and tell whether it did."""
    asks = context.process.held_instead
    return asks is not None and await asks(context)


async def take(
    deployment: Deployment,
    step: AutomaticStep,
    stages: Collection[str],
    write: Callable[[TransitionContext[Any]], Awaitable[None]],
    *,
    held: bool = False,
) -> CaseState:
    """Let `write` do its part if the case is in one of `stages`, and the step was not taken before.

    It is not taken of a case on hold, or that has to be held instead, unless `held` says that it is about the hold itself; nor of a case of
    which something was recorded since the step was asked for: what it found out then is of no use, and it is asked for again.

    Nobody asked for an automatic step, so nobody can be told that it was refused: a refusal `write` does not answer itself, such as an
    implementing rule that contradicts the law, is an error like any other, and the step is tried again until somebody has mended it.

    Returns:
        The state as it then stands, whoever brought it about.
    """
    async with deployment.database.writing() as session:
        # A process whose case is gone, as after a restore, ends by it: another of its name may have a case.
        its_case = await refusing(lock(session, step.process, step.case_id))
        # The event is a place-holder: what happened is for `write` to find out.
        nothing_yet = Transition(step.process, step.case_id, Common.DEADLINES_RECOMPUTED, step.key, step.occurred_at)
        context = await begin(session, deployment, its_case, nothing_yet)
        if context.is_recorded(step.key):
            return replace(await state_of(context), overtaken=context.is_stale)
        if step.seen is not None and its_case.version != step.seen:
            return replace(await state_of(context), overtaken=True)
        if its_case.stage in stages and (held or not (its_case.held or await held_instead(context))):
            await write(context)
        state = await state_of(context)
    await tell_written(context.kept.get(WRITTEN, ()))
    return state
