"""违反承诺的查询。Reads of breaches of commitments."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Breach


async def of_case(session: AsyncSession, commitment_id: uuid.UUID) -> Sequence[Breach]:
    """Return every breach of an enterprise, oldest first."""
    return (await session.scalars(select(Breach).where(Breach.commitment_id == commitment_id).order_by(Breach.id))).all()


async def open_of(session: AsyncSession, commitment_id: uuid.UUID) -> Breach | None:
    """Return the breach that is being handled."""
    return (await session.scalars(select(Breach).where(Breach.commitment_id == commitment_id, Breach.closed_at.is_(None)))).one_or_none()


async def last_closed_at(session: AsyncSession, commitment_id: uuid.UUID) -> datetime | None:
    """Return when the last breach was closed; findings before that have been dealt with."""
    return await session.scalar(select(func.max(Breach.closed_at)).where(Breach.commitment_id == commitment_id))
