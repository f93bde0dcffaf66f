"""通知的写入。Writes of people's messages."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Message


async def mark_read(session: AsyncSession, message: Message) -> None:
    """Note that a message was read."""
    found = (await session.scalars(select(Message).where(Message.id == message.id))).one()
    found.read_at = found.read_at or datetime.now(UTC)
