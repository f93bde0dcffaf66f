"""股权投资的查询。Reads of investments: which there are, of which award, and what they come to."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy import case as case_of
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case
from models.tables import Case, Investment
from policy.actors import Actor, Role
from policy.folding import fold_number
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.investment.lifecycle import PROPOSED, Stage
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import OVER_CASES, is_outside


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which investments exist as far as `actor` is concerned; the SQL of `models.tables.Investment.is_open_to`."""
    own = Investment.enterprise_uscc.in_(actor.enterprises) if actor.is_a(Role.APPLICANT) else false()
    ours = true() if actor.is_a(*OVER_CASES) else Investment.department.in_(actor.departments)
    return and_(Investment.stage != DRAFT, or_(own, ours))


def visible_in(actor: Actor, stage: str | None) -> ColumnElement[bool]:
    """Say which investments exist for `actor` and stand in a stage as far as they are told, or in any; the SQL of `stage_told`."""
    proposed = Investment.stage.in_(PROPOSED)
    told = case_of((proposed, Stage.HELD), else_=Investment.stage) if is_outside(actor) else Investment.stage
    return and_(visible_to(actor), true() if stage is None else told == stage)


async def find(session: AsyncSession, reference: str) -> Investment | None:
    """Return an investment by id or number."""
    return await case.find(session, Investment, reference)


async def of(session: AsyncSession, investment_id: uuid.UUID) -> Investment:
    """Return an investment that exists."""
    return (await session.scalars(select(Investment).where(Investment.id == investment_id))).one()


async def of_award(session: AsyncSession, application_id: uuid.UUID) -> Investment | None:
    """Return the investment that an award was paid as."""
    return (await session.scalars(select(Investment).where(Investment.application_id == application_id))).one_or_none()


async def is_returnable(session: AsyncSession, investment: Investment) -> bool:
    """Tell whether a bank may still return what was paid for an investment."""
    query = select(Case.id).where(Case.id == investment.application_id, Case.stage.in_(APPLICATION.watched), Case.wakes_at.is_not(None))
    return await session.scalar(query) is not None


async def is_being_recorded(session: AsyncSession, reference: str) -> bool:
    """Tell whether a receipt of the treasury is recorded for an investment and not booked yet."""
    query = select(Investment.id).where(Investment.reference_folded == fold_number(reference), Investment.stage == Stage.PROCEEDS)
    return await session.scalar(query) is not None


async def has_reference(session: AsyncSession, folded: str, beside: uuid.UUID) -> bool:
    """Tell whether another investment has recorded a receipt of the treasury's."""
    query = select(exists().where(Investment.reference_folded == folded, Investment.id != beside))
    return bool(await session.scalar(query))
