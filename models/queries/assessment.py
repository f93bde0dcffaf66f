"""核定的查询。Reads of assessments."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Assessment, Case
from policy.processes.redecision.lifecycle import FALLEN

_LAST = select(Assessment).where(Assessment.application_id == bindparam("application_id")).order_by(Assessment.id.desc()).limit(1)


async def latest(session: AsyncSession, application_id: uuid.UUID, by: datetime | None = None) -> Assessment | None:
    """Return the last assessment that the award itself was, or will be, decided by; of those made by a time, if one is given."""
    own = _LAST.where(Assessment.redecision_id.is_(None))
    own = own if by is None else own.where(Assessment.assessed_at <= by)
    return (await session.scalars(own, {"application_id": application_id})).one_or_none()


async def by_redecision(session: AsyncSession, application_id: uuid.UUID, number: str) -> Assessment | None:
    """Return the assessment by which an award was decided anew in a re-decision, once it is kept."""
    query = _LAST.where(Assessment.tree["redecision"].astext == number)
    return (await session.scalars(query, {"application_id": application_id})).one_or_none()


async def standing(session: AsyncSession, application_id: uuid.UUID, *, besides: uuid.UUID | None = None) -> Assessment | None:
    """Return the last assessment that was decided by, also one of a re-decision after the award was paid, unless that has fallen since.

    Args:
        session: The session.
        application_id: The award.
        besides: A re-decision whose own are left out: what it was decided by once is no basis for itself.
    """
    fallen = select(Case.id).where(Case.id == Assessment.redecision_id, Case.stage.in_(FALLEN)).exists()
    query = _LAST.where(~fallen)
    if besides is not None:
        query = query.where(Assessment.redecision_id.is_distinct_from(besides))
    return (await session.scalars(query, {"application_id": application_id})).one_or_none()
