"""违反承诺的查询。Reads of breaches of commitments."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application, Breach, ChangeFiling
from policy.processes.commitment.states import FilingState


async def of_case(session: AsyncSession, commitment_id: uuid.UUID) -> Sequence[Breach]:
    """Return every breach of an enterprise, oldest first."""
    return (await session.scalars(select(Breach).where(Breach.commitment_id == commitment_id).order_by(Breach.id))).all()


async def open_of(session: AsyncSession, commitment_id: uuid.UUID) -> Breach | None:
    """Return the breach that is being handled."""
    return (await session.scalars(select(Breach).where(Breach.commitment_id == commitment_id, Breach.closed_at.is_(None)))).one_or_none()


async def last_closed_at(session: AsyncSession, commitment_id: uuid.UUID) -> datetime | None:
    """Return when the last breach was closed; findings before that have been dealt with."""
    return await session.scalar(select(func.max(Breach.closed_at)).where(Breach.commitment_id == commitment_id))


async def reckoned_for(session: AsyncSession, application: Application) -> dict[str, Any] | None:
    """Return what was last reckoned of an award by a breach, or a change, that has asked for it; None where none has, or has still to."""
    named = [{"award": application.number}]
    asked = (
        (Breach, or_(Breach.outcome == "upheld", Breach.outcome.is_(None) & Breach.asked_at.is_not(None))),
        (
            ChangeFiling,
            (ChangeFiling.state == FilingState.APPROVED_WITH_REPAYMENT)
            & or_(ChangeFiling.asked_at.is_not(None), ChangeFiling.took_effect_at.is_not(None)),
        ),
    )
    for ground, has_asked in asked:
        query = select(ground.demands).where(ground.demands.contains(named), has_asked).order_by(ground.id.desc()).limit(1)
        if demands := await session.scalar(query):
            return next(dict(demand) for demand in demands if demand["award"] == application.number)
    return None
