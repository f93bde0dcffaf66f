"""公示的查询。Reads of public notices."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, lt
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.operators import in_op

from models.queries import search
from models.queries.page import Page, narrowed
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices are looked for; what is None matches all.

    Attributes:
        state: Where it stands.
        items: The items that it may be of.
        department: The department of its case.
        words: A part of the name that it shows, or what the number of its case begins or ends with.
        published_from: When it was published at the earliest.
        published_before: Before when it was.
    """

    state: str | None = None
    items: Collection[str] | None = None
    department: str | None = None
    words: str | None = None
    published_from: datetime | None = None
    published_before: datetime | None = None


async def page(session: AsyncSession, wanted: Wanted, page: Page) -> Sequence[tuple[Notice, Case]]:
    """Return a page of notices, each with what every process keeps of its case."""
    query = select(Notice, Case).join(Case, Case.id == Notice.case_id)
    query = narrowed(
        query,
        (Notice.state, eq, wanted.state),
        (Notice.item_code, in_op, wanted.items),
        (Case.department, eq, wanted.department),
        (Notice.published_at, ge, wanted.published_from),
        (Notice.published_at, lt, wanted.published_before),
    )
    if wanted.words is not None:
        # By what it shows alone: whose it is beside that is nobody's to find out here.
        numbered = select(Case.id).where(search.is_numbered(wanted.words))
        query = query.where(search.has(func.folded(Notice.enterprise_name), wanted.words) | Notice.case_id.in_(numbered))
    return [(row[0], row[1]) for row in (await session.execute(page.of(query, Notice))).all()]


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
