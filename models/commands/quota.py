"""次数限额。Spends from quotas, exactly, however many processes do so at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Quota

# Rows that say nothing any more are swept by whoever comes next.
_FORGOTTEN: Final = timedelta(hours=1)


async def spend(session: AsyncSession, key: str, *, each: timedelta, at_once: int, cost: int = 1) -> timedelta | None:
    """Spend of a quota that is given back evenly (generic cell rate algorithm).

    Args:
        session: A transaction.
        key: The quota, and who spends it.
        each: How long it takes until one is given back.
        at_once: How many may be spent at once.
        cost: How many are spent; not more than at once.

    Returns:
        None if it was spent, else how long to wait until it can be.
    """
    now: Any = func.clock_timestamp()
    free = func.greatest(Quota.spent_until, now)
    spending = (
        insert(Quota)
        .values(key=key, spent_until=now + each * cost)
        .on_conflict_do_update(
            index_elements=[Quota.key],
            set_={"spent_until": free + literal(each * cost)},
            where=Quota.spent_until <= now + each * (at_once - cost),
        )
        .returning(Quota.key)
    )
    if (await session.execute(spending)).one_or_none():
        await session.execute(delete(Quota).where(Quota.spent_until < now - _FORGOTTEN))
        return None
    until: datetime
    read_at: datetime
    until, read_at = (await session.execute(select(Quota.spent_until, now).where(Quota.key == key))).one()
    free_at: datetime = until - each * (at_once - cost)
    return free_at - read_at
