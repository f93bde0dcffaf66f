"""等待其他追回的查询。Which breaches and filings ask for nothing back yet, since another demand on the same award may fall."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import succession
from models.tables import Application, Breach, ChangeFiling, Clawback, Commitment
from policy.processes.clawback.lifecycle import CONTESTABLE
from policy.processes.commitment.stages import Stage
from policy.processes.commitment.states import APPROVED


async def waited_for(session: AsyncSession, commitment_id: uuid.UUID, on: date) -> Sequence[Clawback]:
    """Return the demands that are decided before anything more is asked back of an enterprise that leaves, oldest first."""
    awards = [one["award"] for one in await _unasked(session, on, Commitment.id == commitment_id)]
    whose = select(Application.id).where(Application.number.in_(awards))
    query = select(Clawback).where(Clawback.application_id.in_(whose), Clawback.stage.in_(CONTESTABLE)).order_by(Clawback.id)
    return (await session.scalars(query)).all() if awards else []


async def waiting_on(session: AsyncSession, demand: Clawback, on: date) -> list[dict[str, Any]]:
    """Return the breaches that are final, and the filings that are due, which ask the same award back once a demand is decided."""
    award = await session.scalar(select(Application.number).where(Application.id == demand.application_id))
    codes = await succession.family(session, demand.enterprise_uscc)
    return [one for one in await _unasked(session, on, Commitment.enterprise_uscc.in_(codes)) if one["award"] == award]


async def _unasked(session: AsyncSession, on: date, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return what was decided to be asked back of awards and is not, each with what asks."""
    final = and_(Breach.closed_at.is_(None), Breach.decided_at.is_not(None), Commitment.stage == Stage.RECLAIMING)
    due = and_(ChangeFiling.state.in_(APPROVED), ChangeFiling.took_effect_at.is_(None), ChangeFiling.planned_on <= on)
    grounds = [
        select(literal(ground), table.demands, table.clawbacks)
        .join(Commitment, Commitment.id == table.commitment_id)
        .where(table.asked_at.is_(None), is_open, which)
        for ground, table, is_open in (("breach", Breach, final), ("filing", ChangeFiling, due))
    ]
    return [
        {"ground": ground, "award": demand["award"], "amount_fen": demand["amount_fen"]}
        for ground, demands, asked in (await session.execute(union_all(*grounds))).all()
        for demand in demands
        if demand["amount_fen"] and demand["award"] not in asked
    ]
