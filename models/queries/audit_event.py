"""审计事件的查询。Reads of what happened to cases."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import AuditEvent

# Read in every transition: to build it anew each time costs as much as to run it.
_ITS_CASE = AuditEvent.case_id == bindparam("case_id")
_LAST_OF_CASE = (
    select(AuditEvent)
    .where(
        _ITS_CASE,
        or_(
            AuditEvent.key == bindparam("key"),
            AuditEvent.id == select(AuditEvent.id).where(_ITS_CASE).order_by(AuditEvent.sequence.desc()).limit(1).scalar_subquery(),
        ),
    )
    .order_by(AuditEvent.sequence)
)


async def with_key(session: AsyncSession, key: str) -> AuditEvent | None:
    """Return the audit event recorded under an idempotency key."""
    return (await session.scalars(select(AuditEvent).where(AuditEvent.key == key))).one_or_none()


async def last(session: AsyncSession, case_id: uuid.UUID) -> AuditEvent | None:
    """Return the latest audit event of a case."""
    query = select(AuditEvent).where(AuditEvent.case_id == case_id).order_by(AuditEvent.sequence.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def last_of(session: AsyncSession, case_id: uuid.UUID, events: Sequence[str]) -> AuditEvent | None:
    """Return the latest of some events."""
    query = (
        select(AuditEvent).where(AuditEvent.case_id == case_id, AuditEvent.event.in_(events)).order_by(AuditEvent.sequence.desc()).limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def count_of(session: AsyncSession, case_id: uuid.UUID, events: Sequence[str]) -> int:
    """Return how often some events happened to a case."""
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.case_id == case_id, AuditEvent.event.in_(events))
    return int(await session.scalar(query) or 0)


async def timeline(session: AsyncSession, case_id: uuid.UUID) -> Sequence[AuditEvent]:
    """Return everything that happened, in order."""
    return (await session.scalars(select(AuditEvent).where(AuditEvent.case_id == case_id).order_by(AuditEvent.sequence))).all()


async def last_of_case(session: AsyncSession, case_id: uuid.UUID, key: str) -> Sequence[AuditEvent]:
    """Return the latest audit event of a case, after the one recorded under an idempotency key, if that is another."""
    return (await session.scalars(_LAST_OF_CASE, {"case_id": case_id, "key": key})).all()
