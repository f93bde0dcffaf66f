"""暂停的查询。Reads of suspensions of items by a superior policy."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application, ItemSuspension
from policy.judging.suspension import Scope, Suspension
from policy.text import Text

# The last that has begun of either scope: for the day it is, and for the day a matter arose.
_BEGUN_LAST = (
    select(ItemSuspension)
    .where(
        ItemSuspension.item_code == bindparam("item_code"),
        ItemSuspension.approved_by.is_not(None),
        or_(
            and_(ItemSuspension.scope == Scope.ITEM, ItemSuspension.effective_from <= bindparam("on")),
            and_(ItemSuspension.scope == Scope.MATTERS, ItemSuspension.effective_from <= bindparam("matter_date")),
        ),
    )
    .order_by(ItemSuspension.scope, ItemSuspension.effective_from.desc(), ItemSuspension.id.desc())
    .ext(distinct_on(ItemSuspension.scope))
)


def suspension_of(row: ItemSuspension) -> Suspension:
    """Return a suspension as policy knows it."""
    return Suspension(row.effective_from, row.effective_to, Text(row.reason_zh, row.reason_en), row.document_no, Scope(row.scope))


async def suspension_on(session: AsyncSession, item_code: str, on: date, matter_date: date | None = None) -> Suspension | None:
    """Return what suspends an item on a day, or else what closes it for a matter, if its day is known."""
    return next(iter(await suspensions_on(session, item_code, on, matter_date)), None)


async def suspensions_on(session: AsyncSession, item_code: str, on: date, matter_date: date | None) -> list[Suspension]:
    """Return what suspends an item on a day and what closes it for a matter.

    Of several that have begun the latest stands: an early end is a later one that is short.
    """
    # A matter of no day is before every closing.
    asked = {"item_code": item_code, "on": on, "matter_date": matter_date or date.min}
    begun = [suspension_of(row) for row in (await session.scalars(_BEGUN_LAST, asked)).all()]
    return [one for one in begun if one.covers(on if one.scope is Scope.ITEM else matter_date or date.min)]


async def concerned(session: AsyncSession, suspension_id: uuid.UUID, stages: Collection[str]) -> Sequence[Application]:
    """Return the applications in some stages for whose item a suspension was approved."""
    query = (
        select(Application)
        .join(ItemSuspension, ItemSuspension.item_code == Application.item_code)
        .where(ItemSuspension.id == suspension_id, ItemSuspension.approved_by.is_not(None), Application.stage.in_(stages))
        .order_by(Application.id)
    )
    return (await session.scalars(query)).all()


async def require_not_suspended(session: AsyncSession, item_code: str, on: date, matter_date: date | None = None) -> None:
    """Refuse what is not done while an item is suspended, or closed for a matter.

    Raises:
        Refusal: `window_closed`, with the reason.
    """
    if suspension := await suspension_on(session, item_code, on, matter_date):
        raise suspension.refusal()
