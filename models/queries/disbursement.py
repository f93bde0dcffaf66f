"""拨付的查询。Reads of disbursements."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Page
from models.tables import Case, Disbursement
from policy.processes.disbursement.states import FALLEN

_LIVE = select(Disbursement).where(Disbursement.case_id == bindparam("case_id"), Disbursement.state.not_in(FALLEN))


async def live(session: AsyncSession, case_id: uuid.UUID) -> Disbursement | None:
    """Return the disbursement that is under way or paid."""
    return (await session.scalars(_LIVE, {"case_id": case_id})).one_or_none()


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Disbursement]:
    """Return every payment that was prepared for a case, oldest first."""
    return (await session.scalars(select(Disbursement).where(Disbursement.case_id == case_id).order_by(Disbursement.id))).all()


async def page(session: AsyncSession, state: str | None, page: Page) -> Sequence[tuple[Disbursement, str]]:
    """Return a page of disbursements, newest first, each with the number of its case."""
    query = (
        select(Disbursement, Case.number).join(Case, Case.id == Disbursement.case_id).order_by(Disbursement.id.desc()).limit(page.limit + 1)
    )
    if state is not None:
        query = query.where(Disbursement.state == state)
    if page.after is not None:
        query = query.where(Disbursement.id < page.after)
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def case_of(session: AsyncSession, instruction_no: str) -> tuple[str, str] | None:
    """Return the process and the number of the case an instruction belongs to."""
    query = (
        select(Case.process, Case.number).join(Disbursement, Disbursement.case_id == Case.id).where(Disbursement.number == instruction_no)
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None
