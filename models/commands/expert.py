"""专家库的写入。Writes of the expert pool."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Expert
from policy.actors import Actor


async def put(session: AsyncSession, actor: Actor, **described: Any) -> Expert:  # noqa: ANN401 - its columns
    """Add an expert to the pool, or change what is known of one."""
    values = {key: value for key, value in described.items() if key != "subject"} | {"added_by": actor.subject}
    await session.execute(
        insert(Expert).values(subject=described["subject"], **values).on_conflict_do_update(index_elements=["subject"], set_=values)
    )
    query = select(Expert).where(Expert.subject == described["subject"]).execution_options(populate_existing=True)
    return (await session.scalars(query)).one()
