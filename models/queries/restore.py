"""恢复后的查询。Reads of how far a database goes that was restored, and of what it does not know."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import AuditEvent, Case, CaseRequest, Document
from policy.processes.kernel.lifecycle import workflow_id

# What numbers are counted by.
SEQUENCES = ("application_numbers", "case_numbers")


async def last_moment(session: AsyncSession) -> datetime | None:
    """Return when something was last recorded, or None of an empty database."""
    moments = (AuditEvent.recorded_at, CaseRequest.received_at, Document.uploaded_at, Case.created_at)
    return await session.scalar(select(func.greatest(*(select(func.max(moment)).scalar_subquery() for moment in moments))))


async def recorded(session: AsyncSession, keys: Collection[str]) -> set[str]:
    """Return under which of some idempotency keys something is recorded."""
    return set(await session.scalars(select(AuditEvent.key).where(AuditEvent.key.in_(keys))))


async def processes(session: AsyncSession) -> set[str]:
    """Return the ids of the processes that all cases have, or had."""
    return {workflow_id(*row) for row in (await session.execute(select(Case.process, Case.number, Case.id))).all()}


async def known_files(session: AsyncSession) -> set[str]:
    """Return the hashes of all evidence that is known."""
    return set(await session.scalars(select(Document.sha256)))


async def count_past(session: AsyncSession, highest: int, gap: int) -> int:
    """Have every sequence of numbers go on past the highest one that is known anywhere, and past those that nobody knows.

    It counts rather than sets them, which whoever may only take numbers may not do.

    Returns:
        The first number that may be given from now on.
    """
    taken = {name: int(await session.scalar(select(func.nextval(name))) or 0) for name in SEQUENCES}
    last = max(highest, *taken.values()) + gap
    for name, now in taken.items():
        await session.execute(select(func.max(func.nextval(name))).select_from(func.generate_series(now + 1, last)))
    return last + 1
