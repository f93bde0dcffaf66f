"""公示的查询。Reads of public notices."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries.page import Page
from models.tables import Application, Case, Notice, Redecision
from policy.processes.notice.states import NoticeState

# Of what is a case beside another, the statement needs its own name for that table.
_ANEW: Final = aliased(Redecision, flat=True)


async def latest(session: AsyncSession, case_id: uuid.UUID, by: datetime | None = None) -> Notice:
    """Return the last notice of a case; of those published by a time, if one is given."""
    query = select(Notice).where(Notice.case_id == case_id).order_by(Notice.id.desc()).limit(1)
    return (await session.scalars(query if by is None else query.where(Notice.published_at <= by))).one()


async def running(session: AsyncSession, case_id: uuid.UUID) -> Notice | None:
    """Return the notice of a case that anybody may object to, if one runs or is suspended."""
    query = select(Notice).where(Notice.case_id == case_id, Notice.state.in_((NoticeState.OPEN, NoticeState.SUSPENDED)))
    return (await session.scalars(query)).one_or_none()


async def ordinal(session: AsyncSession, notice: Notice) -> int:
    """Return the how-manieth notice of its case a notice is."""
    query = select(func.count()).select_from(Notice).where(Notice.case_id == notice.case_id, Notice.id <= notice.id)
    return int(await session.scalar(query) or 0)


async def page(session: AsyncSession, state: str | None, page: Page) -> Sequence[tuple[Notice, Case]]:
    """Return a page of notices, newest first, each with what every process keeps of its case."""
    query = select(Notice, Case).join(Case, Case.id == Notice.case_id).order_by(Notice.id.desc()).limit(page.limit + 1)
    if state is not None:
        query = query.where(Notice.state == state)
    if page.after is not None:
        query = query.where(Notice.id < page.after)
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def find(session: AsyncSession, notice_id: uuid.UUID) -> tuple[Notice, Case] | None:
    """Return a notice with what every process keeps of its case."""
    query = select(Notice, Case).join(Case, Case.id == Notice.case_id).where(Notice.id == notice_id)
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def of_awards(session: AsyncSession, which: Collection[uuid.UUID]) -> Sequence[tuple[uuid.UUID, uuid.UUID, Application]]:
    """Return some notices, each with its case and the award that is of: the application itself, or that to which a case adds."""
    query = (
        select(Notice.id, Notice.case_id, Application)
        .outerjoin(_ANEW, _ANEW.id == Notice.case_id)
        .join(Application, Application.id == func.coalesce(_ANEW.application_id, Notice.case_id))
        .where(Notice.id.in_(which))
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(query)).all()]
