"""分期拨付的查询。Reads of instalments: the later parts of an award, what of them is still unpaid, and as people see them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case
from models.tables import Application, Instalment
from policy.actors import Actor, Role
from policy.processes.instalment.lifecycle import OPEN, UNPAID, Stage
from policy.processes.kernel.permissions import AREA_WIDE


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which instalments exist as far as `actor` is concerned; the SQL of `Instalment.is_open_to`."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*AREA_WIDE) else false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(Instalment.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT):
        clauses.append(Instalment.enterprise_uscc.in_(actor.enterprises))
    return and_(Instalment.stage != Stage.DRAFT, or_(*clauses))


async def find(session: AsyncSession, reference: str) -> Instalment | None:
    """Return an instalment by id or by number."""
    return await case.find(session, Instalment, reference)


async def of(session: AsyncSession, instalment_id: uuid.UUID) -> Instalment:
    """Return the instalment."""
    return (await session.scalars(select(Instalment).where(Instalment.id == instalment_id))).one()


async def award_numbers(session: AsyncSession, rows: Sequence[Instalment]) -> dict[uuid.UUID, str]:
    """Return the number of the award that each is a part of."""
    query = select(Application.id, Application.number).where(Application.id.in_({row.application_id for row in rows}))
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def of_award(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Instalment]:
    """Return the later parts of an award, in their order."""
    query = select(Instalment).where(Instalment.application_id == application_id).order_by(Instalment.ordinal)
    return (await session.scalars(query)).all()


async def open_of(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Instalment]:
    """Return the later parts of an award that are still to be paid, in their order."""
    return [one for one in await of_award(session, application_id) if one.stage in OPEN]


async def unpaid_of(session: AsyncSession, application: Application) -> Sequence[Instalment]:
    """Return the later parts of an award that nobody has begun to pay, in their order."""
    return [one for one in await of_award(session, application.id) if one.stage in UNPAID] if application.later_fen else []


async def unpaid_fen(session: AsyncSession, application: Application) -> int:
    """Return what of an award is to be paid in later parts that nobody has begun to pay, in fen."""
    return sum(one.award_fen or 0 for one in await unpaid_of(session, application))


async def being_paid(session: AsyncSession, application: Application) -> Instalment | None:
    """Return a later part of an award that is being paid, or that a bank has returned; None where none is."""
    parts = await of_award(session, application.id) if application.later_fen else []
    return next((one for one in parts if one.stage == Stage.PAYMENT), None)
