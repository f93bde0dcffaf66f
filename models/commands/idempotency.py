"""幂等。Writes of Idempotency-Keys: a key is claimed, and the answer given under it is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import IdempotencyRecord

# A claim that old belongs to a request that died; whoever comes next may take it over.
ABANDONED_AFTER = timedelta(seconds=60)


async def claim(session: AsyncSession, scope: str, key: str, fingerprint: str, owner: int | None = None) -> IdempotencyRecord | None:
    """Claim a key for an API process.

    Returns:
        None when it is ours now, otherwise the record of the claim before: answered, or still in flight.
    """
    abandoned = IdempotencyRecord.answered_at.is_(None) & (IdempotencyRecord.claimed_at < func.now() - ABANDONED_AFTER)
    statement = (
        insert(IdempotencyRecord)
        .values(scope=scope, key=key, fingerprint=fingerprint, owner=owner)
        .on_conflict_do_update(
            index_elements=["scope", "key"],
            set_={"owner": owner, "claimed_at": func.now()},
            where=abandoned & (IdempotencyRecord.fingerprint == fingerprint),
        )
        .returning(IdempotencyRecord.key)
    )
    if await session.scalar(statement) is not None:
        return None
    query = select(IdempotencyRecord).where(IdempotencyRecord.scope == scope, IdempotencyRecord.key == key)
    return (await session.scalars(query)).one_or_none()


async def take_over(session: AsyncSession, scope: str, key: str, fingerprint: str, owner: int | None) -> bool:
    """Claim a key that is in flight for a process that has died, and tell whether it is ours now: of several who try, one succeeds.

    Whoever lives holds its lock, so that nobody else gets it, not even shared. Who comes second to the row waits for the first, which it
    then finds alive.
    """
    record = IdempotencyRecord
    statement = (
        update(record)
        .where(record.scope == scope, record.key == key, record.fingerprint == fingerprint, record.answered_at.is_(None))
        .where(func.pg_try_advisory_xact_lock_shared(record.owner))
        .values(owner=owner, claimed_at=func.now())
        .returning(record.key)
    )
    return await session.scalar(statement) is not None


async def keep(session: AsyncSession, scope: str, key: str, status: int, body: Any, headers: dict[str, str]) -> None:  # noqa: ANN401 - JSON
    """Keep the answer."""
    await session.execute(
        update(IdempotencyRecord)
        .where(IdempotencyRecord.scope == scope, IdempotencyRecord.key == key)
        .values(status=status, body=body, headers=headers, answered_at=func.now())
    )


async def forget(session: AsyncSession, scope: str, key: str) -> None:
    """Give a claim back: nothing was done under it."""
    await session.execute(
        delete(IdempotencyRecord).where(
            IdempotencyRecord.scope == scope, IdempotencyRecord.key == key, IdempotencyRecord.answered_at.is_(None)
        )
    )
