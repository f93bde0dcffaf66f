"""结算的查询。Reads of settlements, and of what is to be settled."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, cast, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import audit_event as audit_events
from models.queries import case
from models.tables import LedgerTransfer, Settlement, Voucher, VoucherSpend
from policy.actors import Actor, Role
from policy.folding import fold_number
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import OVER_CASES, is_outside
from policy.processes.settlement.lifecycle import Event, Stage
from policy.processes.settlement.month import last_of
from policy.processes.voucher.spends import SpendState


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which settlements exist as far as `actor` is concerned; the SQL of `Settlement.is_open_to`."""
    handed_in = Settlement.stage.not_in(UNSUBMITTED)
    clauses: list[ColumnElement[bool]] = [handed_in if actor.is_a(*OVER_CASES) else false()]
    if actor.departments:
        clauses.append(and_(handed_in, Settlement.department.in_(actor.departments)))
    if actor.is_a(Role.APPLICANT):
        clauses.append(Settlement.enterprise_uscc.in_(actor.enterprises))
    return or_(*clauses)


def visible_in(actor: Actor, stage: str | None) -> ColumnElement[bool]:
    """Say which settlements exist for `actor` and stand in a stage as far as they are told, or in any; the SQL of `stage_told`."""
    told = func.coalesce(Settlement.proposed_in, Settlement.stage) if is_outside(actor) else Settlement.stage
    return and_(visible_to(actor), true() if stage is None else told == stage)


async def find(session: AsyncSession, reference: str) -> Settlement | None:
    """Return a settlement by id or by number."""
    return await case.find(session, Settlement, reference)


async def of(session: AsyncSession, settlement_id: uuid.UUID) -> Settlement:
    """Return a settlement."""
    return (await session.scalars(select(Settlement).where(Settlement.id == settlement_id))).one()


async def to_settle(session: AsyncSession, platforms: Collection[str], month: date, at: datetime) -> Sequence[VoucherSpend]:
    """Return what was spent with a platform in a month that is over, and is in no settlement, locked, the oldest first.

    All of it is paid out of one line of the budget. What is paid out of another one, where the item has had one of its own since,
    is settled by itself afterwards.
    """
    line = (
        select(LedgerTransfer.appropriation_id)
        .where(LedgerTransfer.case_id == VoucherSpend.voucher_id)
        .order_by(LedgerTransfer.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(VoucherSpend, line)
        .where(_left_of(platforms, month), VoucherSpend.settles_from <= at)
        .order_by(VoucherSpend.id)
        .with_for_update(of=VoucherSpend)
    )
    found = (await session.execute(query, execution_options={"populate_existing": True})).all()
    return [row[0] for row in found if row[1] == found[0][1]]


async def is_anything_left(session: AsyncSession, platforms: Collection[str], month: date) -> bool:
    """Tell whether something was spent with a platform in a month and is in no settlement."""
    return bool(await session.scalar(select(select(VoucherSpend.id).where(_left_of(platforms, month)).exists())))


def _left_of(platforms: Collection[str], month: date) -> ColumnElement[bool]:
    in_month = VoucherSpend.delivered_on.between(month, last_of(month))
    return and_(VoucherSpend.platform_uscc.in_(platforms), VoucherSpend.state == SpendState.SPENT, in_month)


async def by_request(session: AsyncSession, request_key: str) -> Settlement | None:
    """Return what a request has drafted already, if it has."""
    return (await session.scalars(select(Settlement).where(Settlement.request_key == request_key))).one_or_none()


async def awaited(session: AsyncSession, at: datetime) -> Sequence[tuple[str, date, int]]:
    """Return what is to be settled of months that are over: each platform, the first day of its month, and the sum in fen."""
    month = cast(func.date_trunc("month", VoucherSpend.delivered_on), Date)
    query = (
        select(VoucherSpend.platform_uscc, month, func.sum(VoucherSpend.amount_fen))
        .where(VoucherSpend.state == SpendState.SPENT, VoucherSpend.settles_from <= at)
        .group_by(VoucherSpend.platform_uscc, month)
        .order_by(month, VoucherSpend.platform_uscc)
    )
    return [(row[0], row[1], int(row[2])) for row in (await session.execute(query)).all()]


async def is_asked_for(session: AsyncSession, platforms: Collection[str], month: date) -> bool:
    """Tell whether a platform has a settlement of a month that it drafts, or that is under way."""
    over = (Stage.REFUSED, Stage.ENDED, Stage.WITHDRAWN, Stage.SETTLED, Stage.RECLAIM, Stage.NETTING, Stage.DEMANDED)
    own = and_(Settlement.enterprise_uscc.in_(platforms), Settlement.month == month, Settlement.stage.not_in(over))
    return bool(await session.scalar(select(select(Settlement.id).where(own).exists())))


async def owing(session: AsyncSession, platforms: Collection[str]) -> Sequence[uuid.UUID]:
    """Return the settlements of which a platform owes something that was taken back, the oldest first."""
    left_fen = Settlement.reclaimed_fen - Settlement.recovered_fen - Settlement.set_off_fen - Settlement.given_up_fen
    query = select(Settlement.id).where(Settlement.enterprise_uscc.in_(platforms), left_fen > 0).order_by(Settlement.id)
    return (await session.scalars(query)).all()


async def last_proposed(session: AsyncSession, settlement_id: uuid.UUID) -> Mapping[str, Any]:
    """Return what was said by whoever proposed last to take something of a settlement back."""
    return (await audit_events.all_of(session, settlement_id, (Event.RECLAIM_PROPOSED,)))[-1].detail


async def is_being_recorded(session: AsyncSession, reference: str) -> bool:
    """Tell whether a receipt of the treasury is recorded for a settlement and not booked yet."""
    query = select(Settlement.id).where(Settlement.reference_folded == fold_number(reference))
    return await session.scalar(query) is not None


async def spends_of(session: AsyncSession, settlement_id: uuid.UUID) -> Sequence[tuple[VoucherSpend, str]]:
    """Return what a settlement settles, the oldest first, each with the number of its voucher."""
    query = (
        select(VoucherSpend, Voucher.number)
        .join(Voucher, Voucher.id == VoucherSpend.voucher_id)
        .where(VoucherSpend.settlement_id == settlement_id)
        .order_by(VoucherSpend.id)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]
