"""年度核查的查询。Reads of what the yearly checks of commitments found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import succession
from models.tables import CommitmentCheck


async def latest(session: AsyncSession, uscc: str) -> CommitmentCheck | None:
    """Return the last yearly check of an enterprise."""
    query = (
        select(CommitmentCheck)
        .where(CommitmentCheck.enterprise_uscc == uscc)
        .order_by(CommitmentCheck.checked_at.desc(), CommitmentCheck.id.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def of_enterprise(session: AsyncSession, uscc: str) -> Sequence[CommitmentCheck]:
    """Return every yearly check of an enterprise and all whose place it took, newest first."""
    before = await succession.lineage(session, uscc)
    checked = CommitmentCheck.enterprise_uscc.in_((uscc, *before.predecessors))
    query = select(CommitmentCheck).where(checked).order_by(CommitmentCheck.checked_at.desc())
    return (await session.scalars(query.limit(100))).all()


async def checked_in(session: AsyncSession, run: str, enterprises: Iterable[str] | None = None) -> Sequence[CommitmentCheck]:
    """Return what a run of the yearly check found, of some enterprises or of all."""
    query = select(CommitmentCheck).where(CommitmentCheck.run == run).order_by(CommitmentCheck.enterprise_uscc)
    if enterprises is not None:
        query = query.where(CommitmentCheck.enterprise_uscc.in_(tuple(enterprises)))
    return (await session.scalars(query)).all()
