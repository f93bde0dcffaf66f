"""公示的查询。Reads of public notices."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Page
from models.tables import Application, Notice


async def latest(session: AsyncSession, application_id: uuid.UUID) -> Notice:
    """Return the last notice of an application."""
    return (await session.scalars(select(Notice).where(Notice.application_id == application_id).order_by(Notice.id.desc()).limit(1))).one()


async def page(session: AsyncSession, state: str | None, page: Page) -> Sequence[tuple[Notice, str]]:
    """Return a page of notices, newest first, each with the number of its application."""
    query = (
        select(Notice, Application.number)
        .join(Application, Application.id == Notice.application_id)
        .order_by(Notice.id.desc())
        .limit(page.limit + 1)
    )
    if state is not None:
        query = query.where(Notice.state == state)
    if page.after is not None:
        query = query.where(Notice.id < page.after)
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def find(session: AsyncSession, notice_id: uuid.UUID) -> tuple[Notice, str] | None:
    """Return a notice with the number of its application."""
    query = select(Notice, Application.number).join(Application, Application.id == Notice.application_id).where(Notice.id == notice_id)
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None
