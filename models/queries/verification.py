"""核验的查询。Reads of what the outside sources answered."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Verification


async def latest(session: AsyncSession, application_id: uuid.UUID, by: datetime | None = None) -> Verification:
    """Return the last round of verification; of those made by a time, if one is given."""
    query = select(Verification).where(Verification.application_id == application_id).order_by(Verification.id.desc()).limit(1)
    return (await session.scalars(query if by is None else query.where(Verification.verified_at <= by))).one()
