"""限制申报的启动。How a debarment begins, in the transaction in which the demand it follows begins to stand."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.commands import debarment as drafts
from models.queries import debarment as debarments
from models.tables import Clawback
from policy.actors import SYSTEM
from policy.processes.debarment.lifecycle import Event


async def open_debarment(context: TransitionContext[Clawback]) -> None:
    """Have it decided how an enterprise stands that a demand is made of; once, however often the demand begins to stand.

    Its workflow is started by that of the demand, as a run that takes over.
    """
    clawback = context.case
    if await debarments.of_clawback(context.session, clawback.id) is not None:
        return
    row = await drafts.draft(context.session, clawback)
    opened = Transition(
        "debarment", str(row.id), Event.OPENED, f"{context.key}/debarment", context.now, SYSTEM, None, {"clawback": clawback.number}
    )
    await apply(await begin(context.session, context.deployment, row, opened, clock=context.clock))
