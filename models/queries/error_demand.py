"""误付追回的查询。Reads of demands for an error that are about none of the facts of their award, and stand beside what those come to."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Clawback
from policy.processes.clawback.grounds import SAME_MATTER
from policy.processes.clawback.lifecycle import DEMANDED, Stage


async def beside(
    session: AsyncSession, application_id: uuid.UUID, same: Collection[str] = (), *, but: uuid.UUID | None = None
) -> Sequence[Clawback]:
    """Return the demands for an error of an award that stand beside what its facts come to, oldest first; not what is only proposed.

    Args:
        session: The session.
        application_id: The award.
        same: The numbers of those that a re-decision says are about the facts it corrects.
        but: A demand that is left out, since it is being decided.
    """
    is_beside = (Clawback.cause == "error", Clawback.reckoning[SAME_MATTER].astext.is_(None), Clawback.number.not_in(same))
    query = select(Clawback).where(Clawback.application_id == application_id, *is_beside, Clawback.stage.in_(DEMANDED - {Stage.PROPOSED}))
    if but is not None:
        query = query.where(Clawback.id != but)
    return (await session.scalars(query.order_by(Clawback.id))).all()


async def beside_fen(session: AsyncSession, application_id: uuid.UUID, same: Collection[str] = (), *, but: uuid.UUID | None = None) -> int:
    """Return what of an award is not due whatever its facts come to, in fen, since it was demanded back as an error of its own."""
    return sum(answers_for(demand) for demand in await beside(session, application_id, same, but=but))


def answers_for(demand: Clawback) -> int:
    """Return what a demand answers for, in fen, whatever share of it a rule has asked (`models.queries.held.ASKED_OF`)."""
    return int(demand.reckoning.get("asked_of_fen", demand.amount_fen))
