"""异议的查询。Reads of objections to public notices."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import addition
from models.tables import Notice, Objection
from policy.processes.notice.states import NoticeState, ObjectionState


async def of(session: AsyncSession, objection_id: uuid.UUID) -> Objection:
    """Return an objection."""
    return (await session.scalars(select(Objection).where(Objection.id == objection_id))).one()


async def undecided(session: AsyncSession, case_id: uuid.UUID) -> int:
    """Return how many objections to the suspended notice wait for a ruling; those to an overturned one are past."""
    query = (
        select(func.count())
        .select_from(Objection)
        .join(Notice, Notice.id == Objection.notice_id)
        .where(Objection.case_id == case_id, Objection.state == ObjectionState.FILED, Notice.state == NoticeState.SUSPENDED)
    )
    return await session.scalar(query) or 0


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Objection]:
    """Return the objections to the notices of a case, and of what was added to an award, oldest first."""
    added = addition.of([case_id])
    query = select(Objection).where((Objection.case_id == case_id) | Objection.case_id.in_(added))
    return (await session.scalars(query.order_by(Objection.received_at, Objection.id))).all()
