"""经手的查询。Reads of what somebody did in some families of cases."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Involvement
from policy.processes.kernel.duties import Done, Duty


async def of(session: AsyncSession, subject: str, families: Collection[uuid.UUID]) -> Sequence[Done]:
    """Return what somebody did in some families."""
    query = select(Involvement.family, Involvement.duty, Involvement.step)
    query = query.where(Involvement.subject == subject, Involvement.family.in_(families))
    return [Done(row[0], Duty(row[1]), row[2]) for row in (await session.execute(query)).all()]
