"""拨付的查询。Reads of disbursements."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Page
from models.tables import Application, Disbursement
from policy.processes.disbursement.states import DisbursementState


async def live(session: AsyncSession, application_id: uuid.UUID) -> Disbursement | None:
    """Return the disbursement that is under way or paid."""
    query = select(Disbursement).where(Disbursement.application_id == application_id, Disbursement.state != DisbursementState.RETURNED)
    return (await session.scalars(query)).one_or_none()


async def count(session: AsyncSession, application_id: uuid.UUID) -> int:
    """Return how many times payment was prepared."""
    return await session.scalar(select(func.count()).where(Disbursement.application_id == application_id)) or 0


async def page(session: AsyncSession, state: str | None, page: Page) -> Sequence[tuple[Disbursement, str]]:
    """Return a page of disbursements, newest first, each with the number of its application."""
    query = (
        select(Disbursement, Application.number)
        .join(Application, Application.id == Disbursement.application_id)
        .order_by(Disbursement.id.desc())
        .limit(page.limit + 1)
    )
    if state is not None:
        query = query.where(Disbursement.state == state)
    if page.after is not None:
        query = query.where(Disbursement.id < page.after)
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def application_number_of(session: AsyncSession, instruction_no: str) -> str | None:
    """Return the number of the application an instruction belongs to."""
    query = (
        select(Application.number)
        .join(Disbursement, Disbursement.application_id == Application.id)
        .where(Disbursement.number == instruction_no)
    )
    return await session.scalar(query)
