"""审计事件的查询。Reads of what happened to cases."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import AuditEvent


async def with_key(session: AsyncSession, key: str) -> AuditEvent | None:
    """Return the audit event recorded under an idempotency key."""
    return (await session.scalars(select(AuditEvent).where(AuditEvent.key == key))).one_or_none()


async def last(session: AsyncSession, case_id: uuid.UUID) -> AuditEvent | None:
    """Return the latest audit event of a case."""
    query = select(AuditEvent).where(AuditEvent.case_id == case_id).order_by(AuditEvent.sequence.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def latest_of(session: AsyncSession, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the sequence of the latest audit event of each of some cases."""
    query = select(AuditEvent.case_id, func.max(AuditEvent.sequence)).where(AuditEvent.case_id.in_(case_ids)).group_by(AuditEvent.case_id)
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def after(session: AsyncSession, case_id: uuid.UUID, sequence: int) -> Sequence[AuditEvent]:
    """Return what happened to a case after one of its events, in order."""
    query = select(AuditEvent).where(AuditEvent.case_id == case_id, AuditEvent.sequence > sequence)
    return (await session.scalars(query.order_by(AuditEvent.sequence))).all()


async def last_of(session: AsyncSession, case_id: uuid.UUID, events: Sequence[str]) -> AuditEvent | None:
    """Return the latest of some events."""
    query = (
        select(AuditEvent).where(AuditEvent.case_id == case_id, AuditEvent.event.in_(events)).order_by(AuditEvent.sequence.desc()).limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def last_at(session: AsyncSession, case_id: uuid.UUID, at: datetime) -> AuditEvent:
    """Return the last of what happened to a case at a moment at which something did."""
    query = select(AuditEvent).where(AuditEvent.case_id == case_id, AuditEvent.occurred_at == at)
    return (await session.scalars(query.order_by(AuditEvent.sequence.desc()).limit(1))).one()


async def all_of(session: AsyncSession, case_id: uuid.UUID, events: Sequence[str]) -> Sequence[AuditEvent]:
    """Return every one of some events, in order."""
    query = select(AuditEvent).where(AuditEvent.case_id == case_id, AuditEvent.event.in_(events)).order_by(AuditEvent.sequence)
    return (await session.scalars(query)).all()


async def count_of(session: AsyncSession, case_id: uuid.UUID, events: Sequence[str]) -> int:
    """Return how often some events happened to a case."""
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.case_id == case_id, AuditEvent.event.in_(events))
    return int(await session.scalar(query) or 0)


async def is_written_beside(session: AsyncSession, case_id: str, key: str, under_way: str | None) -> bool:
    """Tell whether the latest audit event of a case came past what its workflow takes in.

    It was recorded by the step that is under way, or, after the case was begun, by another case in one with its own.

    Args:
        session: The session.
        case_id: The case.
        key: The key of any step of its workflow.
        under_way: The key of the step that its workflow waits for meanwhile, if any.
    """
    found = await last(session, uuid.UUID(case_id))
    if found is None:
        return False
    return found.key == under_way or (found.sequence > 1 and not found.key.startswith(key[: key.rindex("/") + 1]))


async def last_step(session: AsyncSession, case_id: str, key: str) -> int:
    """Return the last step of a case's workflow that was recorded, given the key of any of its steps."""
    prefix = key[: key.rindex("/") + 1]
    number = func.substr(AuditEvent.key, len(prefix) + 1)
    query = select(func.max(cast(number, Integer))).where(
        AuditEvent.case_id == uuid.UUID(case_id), AuditEvent.key.startswith(prefix, autoescape=True), number.regexp_match("^[0-9]+$")
    )
    return await session.scalar(query) or 0


async def timeline(session: AsyncSession, case_id: uuid.UUID) -> Sequence[AuditEvent]:
    """Return everything that happened, in order."""
    return (await session.scalars(select(AuditEvent).where(AuditEvent.case_id == case_id).order_by(AuditEvent.sequence))).all()
