"""退回资金的要求。What an enterprise has to repay of each award when it leaves, by its terms; and the clawbacks that ask for it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from activities.case.context import TransitionContext
from activities.clawback import proposal as clawbacks
from models.queries import application as applications
from models.queries import clawback as reclaimed
from models.tables import Commitment
from policy.actors import Actor


async def propose_all(context: TransitionContext[Commitment], demands: Sequence[dict[str, Any]], asked_by: Actor, key: str) -> list[str]:
    """Propose a clawback for each award something is to be repaid of.

    Args:
        context: The look that finds them due.
        demands: What `activities.commitment.effects.demands_on` calculated.
        asked_by: Who decided that it is asked for, and so does not approve it.
        key: The idempotency key; each award has one of its own under it.

    Returns:
        The numbers of the clawbacks. What another clawback has taken meanwhile is not asked for twice.
    """
    numbers = []
    for demand in demands:
        application = await applications.of(context.session, uuid.UUID(demand["application_id"]))
        amount_fen = min(int(demand["amount_fen"]), await reclaimed.reclaimable(context.session, application))
        if amount_fen > 0:
            proposed = await clawbacks.propose(
                context.session,
                context.deployment,
                key=f"{key}/{application.number}",
                occurred_at=context.now,
                actor=asked_by,
                application=application,
                cause="breach",
                amount_fen=amount_fen,
                reckoning=demand["reckoning"],
            )
            numbers.append(proposed.number)
    return numbers
