"""核定的查询。Reads of assessments."""

from __future__ import annotations

import uuid

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Assessment

_LAST = select(Assessment).where(Assessment.application_id == bindparam("application_id")).order_by(Assessment.id.desc()).limit(1)


async def latest(session: AsyncSession, application_id: uuid.UUID) -> Assessment | None:
    """Return the last assessment that the award itself was, or will be, decided by."""
    own = _LAST.where(Assessment.redecision_id.is_(None))
    return (await session.scalars(own, {"application_id": application_id})).one_or_none()


async def standing(session: AsyncSession, application_id: uuid.UUID) -> Assessment | None:
    """Return the last assessment that was decided by, also one of a re-decision after the award was paid."""
    return (await session.scalars(_LAST, {"application_id": application_id})).one_or_none()
