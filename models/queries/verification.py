"""核验的查询。Reads of what the outside sources answered."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application, Verification


async def latest(session: AsyncSession, application_id: uuid.UUID, by: datetime | None = None) -> Verification:
    """Return the last round of verification; of those made by a time, if one is given."""
    query = select(Verification).where(Verification.application_id == application_id).order_by(Verification.id.desc()).limit(1)
    return (await session.scalars(query if by is None else query.where(Verification.verified_at <= by))).one()


async def newest_of(session: AsyncSession, uscc: str) -> tuple[Verification, str] | None:
    """Return what the sources answered last about an enterprise, with the number of the application that it was for."""
    query = select(Verification, Application.number).join(Application, Application.id == Verification.application_id)
    query = query.where(Application.enterprise_uscc == uscc).order_by(Verification.id.desc()).limit(1)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])
