"""Reads of what departments decree: implementing rules, and suspensions of items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case
from models.tables import ImplementingRule, ItemSuspension, TargetBatch
from policy.suspension import Suspension
from policy.text import Text

Decree = TypeVar("Decree", ImplementingRule, ItemSuspension)
Approved: TypeAlias = ImplementingRule | ItemSuspension | TargetBatch
"""What one officer enters and another approves, once."""


async def history(session: AsyncSession, table: type[Decree], item_code: str, *, pending: bool) -> Sequence[Decree]:
    """Return the rules or the suspensions of an item, the latest first; with those nobody has approved yet if `pending`."""
    query = select(table).where(table.item_code == item_code).order_by(table.effective_from.desc(), table.id.desc())
    if not pending:
        query = query.where(table.approved_by.is_not(None))
    return (await session.scalars(query)).all()


async def written_rules(session: AsyncSession, item_code: str) -> list[dict[str, Any]]:
    """Return the approved implementing rules of an item, of all dates, as `policy.rules` reads them."""
    return [
        {"item": rule.item_code, "from": rule.effective_from.isoformat(), "values": rule.values}
        | ({"to": rule.effective_to.isoformat()} if rule.effective_to else {})
        for rule in await case.rules_in_force(session, item_code)
    ]


def suspension_of(row: ItemSuspension) -> Suspension:
    """Return a suspension as policy knows it."""
    return Suspension(row.effective_from, row.effective_to, Text(row.reason_zh, row.reason_en), row.document_no)


async def suspension_on(session: AsyncSession, item_code: str, on: date) -> Suspension | None:
    """Return what suspends an item on a day. Of several that have begun the latest stands: an early end is a later one that is short."""
    query = (
        select(ItemSuspension)
        .where(ItemSuspension.item_code == item_code, ItemSuspension.approved_by.is_not(None), ItemSuspension.effective_from <= on)
        .order_by(ItemSuspension.effective_from.desc(), ItemSuspension.id.desc())
        .limit(1)
    )
    row = (await session.scalars(query)).one_or_none()
    found = suspension_of(row) if row else None
    return found if found and found.covers(on) else None


async def require_not_suspended(session: AsyncSession, item_code: str, on: date) -> None:
    """Refuse what is not done while an item is suspended.

    Raises:
        Refusal: `window_closed`, with the reason.
    """
    if suspension := await suspension_on(session, item_code, on):
        raise suspension.refusal()
