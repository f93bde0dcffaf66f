"""再决定的查询。Reads of re-decisions: one that is open for an award, and as people see them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case
from models.tables import Application, Clawback, Redecision
from policy.actors import Actor, Role
from policy.processes.clawback.lifecycle import Stage as Debt
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.redecision.lifecycle import FOLLOWED_NEXT, OVER, STANDING, Stage
from policy.processes.redecision.reckoning import ADVERSE


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which re-decisions exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_redecision`."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*AREA_WIDE) else false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(Redecision.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT):
        clauses.append(and_(Redecision.enterprise_uscc.in_(actor.enterprises), Redecision.told_at.is_not(None)))
    return and_(Redecision.stage != Stage.DRAFT, or_(*clauses))


async def find(session: AsyncSession, reference: str) -> Redecision | None:
    """Return a re-decision by id or by number."""
    return await case.find(session, Redecision, reference)


async def award_numbers(session: AsyncSession, rows: Sequence[Redecision]) -> dict[uuid.UUID, str]:
    """Return the number of each award that is decided anew."""
    query = select(Application.id, Application.number).where(Application.id.in_({row.application_id for row in rows}))
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def by_request(session: AsyncSession, request_key: str) -> Redecision | None:
    """Return the re-decision a request drafted."""
    return (await session.scalars(select(Redecision).where(Redecision.request_key == request_key))).one_or_none()


async def of(session: AsyncSession, redecision_id: uuid.UUID) -> Redecision:
    """Return the re-decision."""
    return (await session.scalars(select(Redecision).where(Redecision.id == redecision_id))).one()


async def open_of(session: AsyncSession, application_id: uuid.UUID, *, besides: uuid.UUID | None = None) -> Redecision | None:
    """Return the re-decision of an award that is not over, other than `besides`: there is at most one."""
    query = select(Redecision).where(Redecision.application_id == application_id, Redecision.stage.not_in(OVER))
    if besides is not None:
        query = query.where(Redecision.id != besides)
    return (await session.scalars(query.limit(1))).one_or_none()


async def open_reduction(session: AsyncSession, application_id: uuid.UUID, *, besides: uuid.UUID) -> Redecision | None:
    """Return the re-decision of an award that is not over and by which less is due, other than `besides`."""
    found = await open_of(session, application_id, besides=besides)
    return found if found is not None and found.outcome in ADVERSE else None


async def decided_reduction(session: AsyncSession, application_id: uuid.UUID, *, besides: uuid.UUID) -> Redecision | None:
    """Return the re-decision by which less of an award is due and which what is unpaid still is to follow, other than `besides`."""
    found = await open_reduction(session, application_id, besides=besides)
    return found if found is not None and found.stage in FOLLOWED_NEXT else None


async def of_award(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Redecision]:
    """Return the re-decisions of an award that were proposed, oldest first."""
    query = select(Redecision).where(Redecision.application_id == application_id, Redecision.stage != Stage.DRAFT)
    return (await session.scalars(query.order_by(Redecision.id))).all()


async def changing(session: AsyncSession, awards: Collection[uuid.UUID]) -> Sequence[Redecision]:
    """Return the re-decisions of some awards that stand and by which another amount is due than before, oldest first."""
    is_other = Redecision.reckoning["before_fen"].astext != Redecision.reckoning["after_fen"].astext
    query = select(Redecision).where(Redecision.application_id.in_(awards), Redecision.stage.in_(STANDING), is_other)
    return (await session.scalars(query.order_by(Redecision.id))).all()


async def demand_of(session: AsyncSession, number: str) -> Clawback | None:
    """Return the clawback that a re-decision had proposed, if nobody has decided on it yet."""
    query = select(Clawback).where(
        Clawback.cause == "correction", Clawback.reckoning["redecision"].astext == number, Clawback.stage == Debt.PROPOSED
    )
    return (await session.scalars(query)).one_or_none()
