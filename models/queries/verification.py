"""核验的查询。Reads of what the outside sources answered."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Verification


async def latest(session: AsyncSession, application_id: uuid.UUID) -> Verification:
    """Return the last round of verification."""
    return (await session.scalars(_latest(application_id))).one()


async def latest_if_any(session: AsyncSession, application_id: uuid.UUID) -> Verification | None:
    """Return the last round of verification, or None before the first."""
    return (await session.scalars(_latest(application_id))).one_or_none()


def _latest(application_id: uuid.UUID) -> Select[Verification]:
    return select(Verification).where(Verification.application_id == application_id).order_by(Verification.id.desc()).limit(1)
