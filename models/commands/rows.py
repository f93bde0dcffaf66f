"""成批落库。Writing the many new rows of a session together: one statement a table, and not one a row."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Message, Task


async def flush_together(session: AsyncSession) -> None:
    """Flush a session whose new tasks and messages get their ids beforehand, since rows that wait for an id are written one by one."""
    rows = [row for row in session.new if isinstance(row, Message | Task)]
    with session.no_autoflush:
        ids = await session.scalars(text("SELECT uuidv7() FROM generate_series(1, :count)"), {"count": len(rows)})
    for row, row_id in zip(rows, ids, strict=True):
        row.id = row_id
    await session.flush()
