"""案件编号。The numbers cases go by: readable, unique over every process, in the order they were given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from policy.working_days import BEIJING


async def next_number(session: AsyncSession, prefix: str) -> str:
    """Return a new number such as CALL-2026-000012.

    Args:
        session: The transaction; a number that is not kept is never given again.
        prefix: What kind of case it is.
    """
    sequence = await session.scalar(text("SELECT nextval('case_numbers')"))
    return f"{prefix}-{datetime.now(BEIJING).year}-{sequence:06d}"
