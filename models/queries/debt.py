"""债务的查询。What debts come to on a day: the one answer for everybody who asks, and for the division of what comes in."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import receipt as receipts
from models.queries import returned
from models.tables import Clawback, ClawbackInstalment, Receipt
from policy.money import parse_rate
from policy.processes.clawback.lifecycle import STANDING
from policy.processes.clawback.owing import Account, Owed
from policy.processes.clawback.repayment import Due
from policy.processes.clawback.states import PartState
from policy.working_days import BEIJING, Clock


def dues_of(instalments: Sequence[ClawbackInstalment], clock: Clock, on: date, at: datetime) -> list[Due]:
    """Return what is left of each instalment, the one due first coming first, with the days it is late on a day.

    Args:
        instalments: All of a debt.
        clock: How time passes.
        on: The day money comes in.
        at: When it is known.
    """
    left = [(found, found.amount_fen - found.repaid_fen) for found in instalments]
    return [Due(found.ordinal, left_fen, clock.days_late(found.due_at, on, at)) for found, left_fen in left if left_fen]


async def owed_on(session: AsyncSession, clock: Clock, rows: Sequence[Clawback], on: date, at: datetime) -> Mapping[uuid.UUID, Owed]:
    """Return what settles each of some debts on a day, by its id: the whole, also what is not due yet. Of what has ended nothing is owed.

    Args:
        session: The database.
        clock: How time passes.
        rows: The debts.
        on: The day.
        at: When the day is asked about, or the money that came in on it was known.
    """
    return await _owed_on(session, clock, rows, on, at, {})


async def left_on(session: AsyncSession, clock: Clock, rows: Sequence[Clawback], at: datetime) -> Mapping[uuid.UUID, Owed]:
    """Return what the debtor of each of some debts has still to pay that day, by its id.

    What a bank has returned of it is no part of that, nor what is set aside for it and it has not booked yet.
    """
    counted = {row.id: await returned.counts_for(session, row) for row in rows}
    aside: dict[uuid.UUID, int] = {}
    for row in rows:
        if parts := await receipts.allotted_to(session, row.id) if row.closed_at is None else ():
            returned_fen = (await receipts.parts_of_returns(session, row.application_id, (PartState.ALLOTTED,))).get(row.id, 0)
            counted[row.id] += returned_fen
            aside[row.id] = sum(part.amount_fen for part in parts) - returned_fen
    owed = await _owed_on(session, clock, rows, at.astimezone(BEIJING).date(), at, counted)
    return {case_id: found.besides(aside[case_id]) if aside.get(case_id) else found for case_id, found in owed.items()}


async def _owed_on(
    session: AsyncSession, clock: Clock, rows: Sequence[Clawback], on: date, at: datetime, counted: Mapping[uuid.UUID, int]
) -> Mapping[uuid.UUID, Owed]:
    query = select(ClawbackInstalment).where(ClawbackInstalment.clawback_id.in_([row.id for row in rows]))
    parts: dict[uuid.UUID, list[ClawbackInstalment]] = defaultdict(list)
    for found in await session.scalars(query.order_by(ClawbackInstalment.due_at, ClawbackInstalment.ordinal)) if rows else ():
        parts[found.clawback_id].append(found)
    return {row.id: _owed(row, counted.get(row.id, 0), dues_of(parts[row.id], clock, on, at), on) for row in rows}


async def owed_of(session: AsyncSession, clock: Clock, row: Clawback, receipt: Receipt) -> int:
    """Return what a debt takes of a receipt at most, in fen, with what is set aside for it already: what settles it on that day.

    Of money that never arrived no interest runs, and of what is set aside of such money nothing is owed on top.
    """
    aside_fen = (await receipts.parts_of_returns(session, row.application_id, (PartState.ALLOTTED,))).get(row.id, 0)
    counted_fen = row.amount_fen - row.repaid_fen if await receipts.never_arrived(session, receipt, row.application_id) else aside_fen
    owed = (await _owed_on(session, clock, [row], receipt.received_on, receipt.known_at, {row.id: counted_fen}))[row.id]
    return counted_fen + owed.left_fen


async def owed_today(session: AsyncSession, clock: Clock, row: Clawback, at: datetime) -> Owed:
    """Return what settles a debt today, in Beijing."""
    return (await owed_on(session, clock, [row], at.astimezone(BEIJING).date(), at))[row.id]


def _owed(row: Clawback, counted_fen: int, dues: Sequence[Due], on: date) -> Owed:
    if row.closed_at is not None:
        return Owed(on, 0, 0)
    account = Account(
        row.amount_fen - row.repaid_fen,
        row.late_fen_days,
        row.interest_repaid_fen,
        parse_rate(row.late_rate),
        # It is owed once the demand is booked, which is before its stage says that it stands.
        row.surcharge_besides(counted_fen) if row.stage in STANDING or row.interest_fen else 0,
        counted_fen,
    )
    return account.owed(on, dues)
