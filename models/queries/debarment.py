"""限制申报的查询。Reads of debarments: the one a demand led to, which are in force on a day, and as people see them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, ScalarSelect, Text, and_, any_, bindparam, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case, implementing_rule
from models.tables import Application, Clawback, Debarment
from policy.actors import Actor, Role
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import RuleBook
from policy.processes.debarment.lifecycle import UNDECIDED, Stage
from policy.processes.kernel.permissions import AREA_WIDE

_ON: ColumnElement[date] = bindparam("on", type_=Date)
# What bars the enterprises `codes` on the day `on`, each with its number and last day; null when nothing does.
IN_FORCE_AGAINST: ScalarSelect[list[Any] | None] = (
    select(func.json_agg(aggregate_order_by(func.json_build_array(Debarment.number, Debarment.until), Debarment.number)))
    .select_from(Debarment)
    .where(
        Debarment.enterprise_uscc == any_(bindparam("codes", type_=ARRAY(Text))),
        Debarment.stage == Stage.BARRED,
        Debarment.barred_on <= _ON,
        Debarment.until >= _ON,
    )
    .scalar_subquery()
)


def _numbers_undecided(*which: ColumnElement[bool]) -> ScalarSelect[list[str] | None]:
    return (
        select(func.array_agg(aggregate_order_by(Debarment.number, Debarment.number)))
        .select_from(Debarment)
        .where(Debarment.enterprise_uscc == any_(bindparam("codes", type_=ARRAY(Text))), Debarment.stage.in_(UNDECIDED), *which)
        .scalar_subquery()
    )


# The numbers of those that are being decided about the enterprises `codes`: that they were told of, and were not; null when there are none.
TOLD_AGAINST: Final = _numbers_undecided(Debarment.told_at.is_not(None))
UNTOLD_AGAINST: Final = _numbers_undecided(Debarment.told_at.is_(None))


# Whether the fraud that a demand is for was found in error: two people lifted the bar that followed it.
IS_MISTAKEN: ColumnElement[bool] = (
    select(Debarment.id)
    .where(Debarment.clawback_id == Clawback.id, Debarment.stage.in_((Stage.RESTITUTION, Stage.LIFTED)))
    .correlate(Clawback)
    .exists()
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which debarments exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_debarment`."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*AREA_WIDE) else false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses += [Debarment.department.in_(actor.departments), Debarment.barred_on.is_not(None)]
    if actor.is_a(Role.APPLICANT):
        clauses.append(and_(Debarment.enterprise_uscc.in_(actor.enterprises), Debarment.told_at.is_not(None)))
    return and_(Debarment.stage != Stage.DRAFT, or_(*clauses))


async def find(session: AsyncSession, reference: str) -> Debarment | None:
    """Return a debarment by id or by number."""
    return await case.find(session, Debarment, reference)


async def called(session: AsyncSession, numbers: Collection[str]) -> Sequence[Debarment]:
    """Return the debarments of some numbers."""
    query = select(Debarment).where(Debarment.number.in_(numbers)).order_by(Debarment.number)
    return (await session.scalars(query)).all() if numbers else []


async def of_clawback(session: AsyncSession, clawback_id: uuid.UUID) -> Debarment | None:
    """Return the debarment that a demand led to."""
    return (await session.scalars(select(Debarment).where(Debarment.clawback_id == clawback_id))).one_or_none()


async def of_award(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Debarment]:
    """Return the debarments that demands for an award have begun, oldest first."""
    demands = select(Clawback.id).where(Clawback.application_id == application_id)
    return (await session.scalars(select(Debarment).where(Debarment.clawback_id.in_(demands)).order_by(Debarment.id))).all()


async def demand_of(session: AsyncSession, row: Debarment) -> Clawback:
    """Return the demand it follows."""
    return (await session.scalars(select(Clawback).where(Clawback.id == row.clawback_id))).one()


async def clawback_numbers(session: AsyncSession, rows: Sequence[Debarment]) -> dict[uuid.UUID, str]:
    """Return the number of the demand that each follows."""
    query = select(Clawback.id, Clawback.number).where(Clawback.id.in_({row.clawback_id for row in rows}))
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def award_number(session: AsyncSession, row: Debarment) -> str:
    """Return the number of the award that was got by fraud."""
    demand = await demand_of(session, row)
    return str((await session.scalars(select(Application.number).where(Application.id == demand.application_id))).one())


async def most_years(session: AsyncSession, item_code: str, on: date) -> int:
    """Return how many years an enterprise may be barred at most, by the rules of its item in force on a day."""
    item = item_called(item_code)
    return int(RuleBook.parse(await implementing_rule.written_rules(session, item.code)).figures(item, on).law.barring_years)
