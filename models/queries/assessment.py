"""核定的查询。Reads of assessments."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Assessment


async def latest(session: AsyncSession, application_id: uuid.UUID) -> Assessment | None:
    """Return the last assessment."""
    query = select(Assessment).where(Assessment.application_id == application_id).order_by(Assessment.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()
