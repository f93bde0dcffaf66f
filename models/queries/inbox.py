"""收件箱的查询。What came in of late for anybody: messages and tasks, by the time in their ids; and what came in for one person."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import message as messages
from models.queries import task as tasks
from models.tables import Message, Task
from policy.actors import Actor

Arrived = Message | Task

# Milliseconds: how long before it is committed a row may get its id, and how far two clocks may be apart.
_OVERLAP: Final = 30_000
MOST: Final = 1000
"""How many of each are read at once; whatever came in beside them is read in the lists."""


async def arrived_since(session: AsyncSession, since: int) -> list[Arrived]:
    """Return the messages that came in and the tasks that were opened since a time, and shortly before, oldest first: of each the last.

    Args:
        session: The database.
        since: When that was, in milliseconds of Unix time.
    """
    first = _id_at(since - _OVERLAP)
    found: list[Arrived] = [*await session.scalars(select(Message).where(Message.id >= first).order_by(Message.id.desc()).limit(MOST))]
    waiting = select(Task).where(Task.id >= first, Task.closed_at.is_(None)).order_by(Task.id.desc()).limit(MOST)
    return sorted([*found, *await session.scalars(waiting)], key=lambda one: one.id)


async def missed_by(session: AsyncSession, actor: Actor, last: uuid.UUID, most: int) -> Sequence[Arrived]:
    """Return what came in for somebody after, and shortly before, what they were told last, oldest first: one more than `most` at most."""
    first = _id_at((last.int >> 80) - _OVERLAP)
    written = select(Message).where(messages.visible_to(actor), Message.id >= first, Message.id != last)
    opened = select(Task).where(tasks.completable_by(actor), Task.id >= first, Task.id != last)
    found: list[Arrived] = [*await session.scalars(written.order_by(Message.id).limit(most + 1))]
    found += await session.scalars(opened.order_by(Task.id).limit(most + 1))
    return sorted(found, key=lambda one: one.id)[: most + 1]


def _id_at(milliseconds: int) -> uuid.UUID:
    """Return the first id that is given at a time (RFC 9562, version 7)."""
    return uuid.UUID(int=(max(milliseconds, 0) << 80) | (7 << 76) | (2 << 62))
