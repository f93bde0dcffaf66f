"""追回的提出。How a clawback is written and proposed, in the transaction that found its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.commands import clawback as drafts
from models.queries import audit_event as audit_events
from models.queries import case
from models.queries import clawback as clawbacks
from models.tables import Application, Clawback
from policy.actors import Actor
from policy.processes.clawback.lifecycle import Event
from policy.processes.clawback.repayment import Calculation
from policy.working_days import BEIJING


async def propose(  # noqa: PLR0913 - what a demand consists of
    session: AsyncSession,
    deployment: Deployment,
    *,
    key: str,
    occurred_at: datetime,
    actor: Actor,
    application: Application,
    cause: str,
    amount_fen: int,
    reckoning: dict[str, Any],
    asked: Calculation | None = None,
) -> Clawback | None:
    """Write a clawback and propose it; under a key that was used before, return the one that was written then.

    Where a rule has nothing asked, because it is too late or too little, there is none (None).

    Its workflow is started afterwards, as a run that takes over: a start that is tried again finds it running.

    Args:
        session: The transaction.
        deployment: Its parameters.
        key: The idempotency key: the same key is the same clawback.
        occurred_at: The workflow's time.
        actor: Who asks; never approves it.
        application: The award it reclaims.
        cause: "breach", "upstream_recovery", "error" or "fraud".
        amount_fen: What could be demanded, in fen; more than nothing, and no more than `models.queries.clawback.reclaimable`.
        reckoning: How it was calculated: terms, figures (`policy.processes.clawback.repayment`).
        asked: What of the amount is asked, where that was decided already; None to follow the rules of the day.

    Raises:
        Refusal: `invalid_input`, when nothing is demanded or more than can be; `wrong_stage`, when the award is not paid.
    """
    if (before := await audit_events.with_key(session, key)) is not None:
        return await case.lock(session, Clawback, before.case_id)
    on = occurred_at.astimezone(BEIJING).date()
    if amount_fen > 0:
        asked = asked or await clawbacks.asked(session, application, cause, amount_fen, on)
        if not asked.amount_fen:
            return None
    clawback = await drafts.draft(session, actor, application, cause=cause, amount_fen=amount_fen, reckoning=reckoning, on=on, asked=asked)
    transition = Transition("clawback", str(clawback.id), Event.PROPOSED, key, occurred_at, actor, None, {"reckoning": clawback.reckoning})
    await apply(await begin(session, deployment, clawback, transition))
    return clawback
