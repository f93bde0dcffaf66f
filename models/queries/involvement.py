"""经手的查询。Reads of what somebody did in some families of cases."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Involvement
from policy.processes.kernel.duties import Done, Duty


async def of(session: AsyncSession, subject: str, families: Collection[uuid.UUID]) -> Sequence[Done]:
    """Return what somebody did in some families."""
    return (await of_each(session, families, [subject])).get(subject, [])


async def of_each(
    session: AsyncSession, families: Collection[uuid.UUID], subjects: Collection[str] | None = None
) -> Mapping[str, Sequence[Done]]:
    """Return what people did in some families, by who did: some of them, or everybody who did anything."""
    query = select(Involvement.subject, Involvement.family, Involvement.duty, Involvement.step).where(Involvement.family.in_(families))
    if subjects is not None:
        query = query.where(Involvement.subject.in_(subjects))
    found: dict[str, list[Done]] = {}
    for subject, family, duty, step in (await session.execute(query)).all():
        found.setdefault(subject, []).append(Done(family, Duty(duty), step))
    return found
