"""核定的查询。Reads of assessments."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Assessment, Redecision
from policy.processes.redecision.lifecycle import NOT_DECIDED

_LAST = select(Assessment).where(Assessment.application_id == bindparam("application_id")).order_by(Assessment.id.desc()).limit(1)


async def latest(session: AsyncSession, application_id: uuid.UUID, by: datetime | None = None) -> Assessment | None:
    """Return the last assessment that the award itself was, or will be, decided by; of those made by a time, if one is given."""
    own = _LAST.where(Assessment.redecision_id.is_(None))
    own = own if by is None else own.where(Assessment.assessed_at <= by)
    return (await session.scalars(own, {"application_id": application_id})).one_or_none()


async def standing(session: AsyncSession, application_id: uuid.UUID) -> Assessment | None:
    """Return the last assessment that was decided by, also one of a re-decision after the award was paid, unless that came to nothing."""
    query = _LAST.outerjoin(Redecision, Redecision.id == Assessment.redecision_id)
    stands = query.where(Redecision.id.is_(None) | Redecision.stage.not_in(NOT_DECIDED))
    return (await session.scalars(stands, {"application_id": application_id})).one_or_none()
