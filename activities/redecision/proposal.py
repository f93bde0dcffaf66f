"""再决定的提出。How a re-decision is written and proposed, in the transaction that found its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.commands import redecision as drafts
from models.queries import audit_event as audit_events
from models.queries import case
from models.tables import Application, Redecision
from policy.actors import Actor
from policy.processes.redecision.lifecycle import Event
from policy.working_days import BEIJING


async def propose(  # noqa: PLR0913 - what a proposal consists of
    session: AsyncSession,
    deployment: Deployment,
    *,
    key: str,
    occurred_at: datetime,
    actor: Actor,
    application: Application,
    facts: dict[str, Any],
    paper: str,
    reason: str,
    told: bool = False,
) -> Redecision:
    """Write a re-decision and propose it; under a key that was used before, return the one that was written then.

    Its workflow is started afterwards, as a run that takes over: a start that is tried again finds it running.

    Args:
        session: The transaction.
        deployment: Its parameters.
        key: The idempotency key: the same key is the same re-decision.
        occurred_at: The workflow's time.
        actor: Who proposes it; never decides on it.
        application: The award it is of.
        facts: The facts that change, as their sources have answered: no document is needed of them.
        paper: What proves them.
        reason: Why they were wrong.
        told: Whether its enterprise knows of it already: it is told what comes of it, whatever that is.

    Raises:
        Refusal: `duplicate`, when another is open; `wrong_stage` or `invalid_input`, when there is nothing to be decided anew.
    """
    if (before := await audit_events.with_key(session, key)) is not None:
        return await case.lock(session, Redecision, before.case_id)
    redecision = await drafts.draft(session, actor, application, facts=facts, paper=paper, papers={}, reason=reason, request_key=key)
    redecision.told_at = occurred_at if told else None
    said = {"source": {"facts": facts, "on": occurred_at.astimezone(BEIJING).date().isoformat()}} if facts else {}
    transition = Transition("redecision", str(redecision.id), Event.PROPOSED, key, occurred_at, actor, None, said)
    await apply(await begin(session, deployment, redecision, transition))
    return redecision
