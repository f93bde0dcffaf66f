"""幂等的查询。Reads of Idempotency-Keys: what was answered under one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import IdempotencyRecord


async def answered(session: AsyncSession, scope: str, key: str) -> IdempotencyRecord | None:
    """Return the record of a key under which an answer was given."""
    query = select(IdempotencyRecord).where(IdempotencyRecord.scope == scope, IdempotencyRecord.key == key)
    return (await session.scalars(query.where(IdempotencyRecord.answered_at.is_not(None)))).one_or_none()
