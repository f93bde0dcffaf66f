"""案件核对的写入。Writes of what the checks of running processes found."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import CaseCheck, CaseDifference


async def begin(session: AsyncSession) -> uuid.UUID:
    """Write that a check begins, and return its id."""
    row = CaseCheck()
    session.add(row)
    await session.flush()
    return row.id


async def end(
    session: AsyncSession,
    check_id: uuid.UUID,
    open_cases: int,
    started: Sequence[str],
    surplus: Sequence[str],
    schedules: Sequence[str],
) -> None:
    """Keep what a check found."""
    found = {"open_cases": open_cases, "started": started, "surplus": surplus, "schedules": schedules}
    await session.execute(update(CaseCheck).where(CaseCheck.id == check_id).values(ended_at=func.now(), **found))


async def note(session: AsyncSession, case_id: uuid.UUID, known: str, stored: str) -> None:
    """Note that a case stood otherwise than its process took it to."""
    session.add(CaseDifference(case_id=case_id, known=known, stored=stored))
