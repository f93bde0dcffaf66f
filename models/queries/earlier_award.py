"""此前支持的查询。Reads of what an enterprise was awarded before, summed as an answer to what it can still get needs it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import succession
from models.queries.application import AWARDED
from models.tables import Application


async def standing_of(session: AsyncSession, uscc: str) -> Sequence[tuple[str, int | None, int | None, int, int]]:
    """Return what stands of the awards of an enterprise and of all that count as one with it, summed by item, budget year and year.

    Each row is an item, the year whose budget pays, the year it is about, how many awards there are, and what stands of them, in fen.
    """
    year = Application.facts["year"].as_integer()
    kinds = (Application.item_code, Application.programme_year, year)
    sums = (func.count(), cast(func.sum(Application.standing_fen), BigInteger))
    codes = await succession.family(session, uscc)
    held = (Application.enterprise_uscc.in_(codes), Application.stage.in_(AWARDED), Application.standing_fen > 0)
    return [tuple(row) for row in (await session.execute(select(*kinds, *sums).where(*held).group_by(*kinds))).all()]
