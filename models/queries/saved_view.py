"""常用筛选的查询。Reads of a person's own filters of lists."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import SavedView


async def of_person(session: AsyncSession, subject: str) -> Sequence[SavedView]:
    """Return the filters of a person, by list and name."""
    query = select(SavedView).where(SavedView.subject == subject)
    return (await session.scalars(query.order_by(SavedView.list_path, SavedView.name))).all()
