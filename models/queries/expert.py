"""专家库的查询。Reads of the expert pool."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import succession
from models.queries.page import Page
from models.tables import Case, Expert, ExpertProposal, PostGrantProject, RegisterEvent


async def pool(session: AsyncSession, department: str | None) -> Sequence[Expert]:
    """Return the expert pool."""
    query = select(Expert).order_by(Expert.subject)
    if department is not None:
        query = query.where(Expert.departments.contains([department]))
    return (await session.scalars(query)).all()


async def proposals(session: AsyncSession, page: Page, *, waiting: bool) -> Sequence[ExpertProposal]:
    """Return a page of what was proposed for the pool, newest first: all of it, or what waits to be confirmed."""
    query = select(ExpertProposal)
    if waiting:
        query = query.where(ExpertProposal.decided_at.is_(None))
    return (await session.scalars(page.of(query, ExpertProposal))).all()


async def reasons(session: AsyncSession, refused: Sequence[ExpertProposal]) -> dict[str, str]:
    """Return why proposals were refused, by their ids, as the register of what was done in the pool has it."""
    said = RegisterEvent.detail
    query = select(said["proposal"].astext, said["reason"].astext).where(
        RegisterEvent.register == "experts",
        RegisterEvent.subject.in_([row.subject for row in refused]),
        RegisterEvent.event == "refused",
        said["proposal"].astext.in_([str(row.id) for row in refused]),
    )
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


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
