"""专家库的查询。Reads of the expert pool."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import succession
from models.tables import Case, Expert, ExpertProposal, PostGrantProject


async def pool(session: AsyncSession, department: str | None) -> Sequence[Expert]:
    """Return the expert pool."""
    query = select(Expert).order_by(Expert.subject)
    if department is not None:
        query = query.where(Expert.departments.contains([department]))
    return (await session.scalars(query)).all()


async def proposals(session: AsyncSession) -> Sequence[ExpertProposal]:
    """Return what is proposed for the pool and waits to be confirmed, oldest first."""
    return (await session.scalars(select(ExpertProposal).where(ExpertProposal.decided_at.is_(None)).order_by(ExpertProposal.id))).all()


async def active(session: AsyncSession, department: str) -> Sequence[Expert]:
    """Return the experts of a department's pool."""
    return (
        await session.scalars(select(Expert).where(Expert.active, Expert.departments.contains([department])).order_by(Expert.subject))
    ).all()


async def find(session: AsyncSession, subject: str) -> Expert | None:
    """Return an expert of the pool."""
    return (await session.scalars(select(Expert).where(Expert.subject == subject))).one_or_none()


async def contestants(session: AsyncSession, its_case: Case) -> set[str]:
    """Return the enterprises that an expert on a case may not be employed by: all that count as its own, and those that compete with it."""
    own = {member for code in its_case.concerns for member in await succession.family(session, code)}
    if not isinstance(its_case, PostGrantProject):
        return own
    query = select(PostGrantProject.enterprise_uscc).where(
        PostGrantProject.call_id == its_case.call_id, PostGrantProject.submitted_at.is_not(None)
    )
    return own | set((await session.scalars(query)).all())
