"""安全事件的查询。Reads of what was refused or given to people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Sort, in_order
from models.tables import SecurityEvent


@dataclass(frozen=True, slots=True)
class Sought:
    """Which events are looked for; what is None is any.

    Attributes:
        kinds: Of these kinds.
        subject: Of this person.
        about: About this case, task or document.
        since: Not before this moment.
        until: Before this moment.
    """

    kinds: Collection[str] | None = None
    subject: str | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def page(session: AsyncSession, sought: Sought, after: int | None, limit: int, sort: Sort) -> Sequence[SecurityEvent]:
    """Return a page of events, and one more."""
    conditions = (
        SecurityEvent.kind.in_(sought.kinds) if sought.kinds is not None else None,
        SecurityEvent.subject == sought.subject if sought.subject else None,
        SecurityEvent.about == sought.about if sought.about else None,
        SecurityEvent.minute >= sought.since if sought.since else None,
        SecurityEvent.minute < sought.until if sought.until else None,
    )
    query = select(SecurityEvent).where(*(condition for condition in conditions if condition is not None))
    return (await session.scalars(in_order(query, None, SecurityEvent.id, after, sort).limit(limit + 1))).all()
