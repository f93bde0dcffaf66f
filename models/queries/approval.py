"""录入与审批的查询。Reads of what one officer enters and another approves: implementing rules and suspensions of items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import ImplementingRule, ItemSuspension

Entered = TypeVar("Entered", ImplementingRule, ItemSuspension)


async def history(session: AsyncSession, table: type[Entered], item_code: str, *, pending: bool) -> Sequence[Entered]:
    """Return the rules or the suspensions of an item, the latest first; with those nobody has approved if `pending`."""
    query = select(table).where(table.item_code == item_code).order_by(table.effective_from.desc(), table.id.desc())
    if not pending:
        query = query.where(table.approved_by.is_not(None))
    return (await session.scalars(query)).all()


async def approved_since(session: AsyncSession, table: type[Entered], item_codes: Collection[str], since: datetime) -> Sequence[Entered]:
    """Return the rules or the suspensions of some items that were approved since an instant, item by item."""
    query = select(table).where(table.item_code.in_(item_codes), table.approved_at >= since)
    return (await session.scalars(query.order_by(table.item_code, table.id))).all()
