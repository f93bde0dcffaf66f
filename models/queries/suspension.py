"""暂停的查询。Reads of suspensions of items by a superior policy."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import ItemSuspension
from policy.judging.suspension import Suspension
from policy.text import Text

_BEGUN_LAST = (
    select(ItemSuspension)
    .where(
        ItemSuspension.item_code == bindparam("item_code"),
        ItemSuspension.approved_by.is_not(None),
        ItemSuspension.effective_from <= bindparam("on"),
    )
    .order_by(ItemSuspension.effective_from.desc(), ItemSuspension.id.desc())
    .limit(1)
)


def suspension_of(row: ItemSuspension) -> Suspension:
    """Return a suspension as policy knows it."""
    return Suspension(row.effective_from, row.effective_to, Text(row.reason_zh, row.reason_en), row.document_no)


async def suspension_on(session: AsyncSession, item_code: str, on: date) -> Suspension | None:
    """Return what suspends an item on a day. Of several that have begun the latest stands: an early end is a later one that is short."""
    row = (await session.scalars(_BEGUN_LAST, {"item_code": item_code, "on": on})).one_or_none()
    found = suspension_of(row) if row else None
    return found if found and found.covers(on) else None


async def require_not_suspended(session: AsyncSession, item_code: str, on: date) -> None:
    """Refuse what is not done while an item is suspended.

    Raises:
        Refusal: `window_closed`, with the reason.
    """
    if suspension := await suspension_on(session, item_code, on):
        raise suspension.refusal()
