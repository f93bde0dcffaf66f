"""另行要求的退缴。What else is demanded of the awards that a filed change or a breach touches, for whoever decides what leaving costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import breach as breaches
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import enterprise as enterprises
from models.queries.commitment import Bound
from models.tables import ChangeFiling, Commitment
from policy.processes.clawback.lifecycle import OPEN_STAGES
from policy.processes.commitment.terms import binds_on, touches


async def bound_on_its_day(session: AsyncSession, commitment: Commitment, filing: ChangeFiling) -> list[Bound]:
    """Return what binds an enterprise on the day of a change."""
    found = await commitments.collected(session, commitment.id)
    return [one for one in found if binds_on(one.undertaking.starts_on, one.collected.until, filing.planned_on)]


async def touched(session: AsyncSession, commitment: Commitment, filing: ChangeFiling, bound: Iterable[Bound]) -> list[Bound]:
    """Return what a change touches by the terms that were signed, of that which binds on its day."""
    enterprise = await enterprises.current(session, commitment.enterprise_uscc)
    return [one for one in bound if touches(filing.kind, enterprise.kind, one.application.item_code)]


async def of_filing(session: AsyncSession, commitment: Commitment, filing: ChangeFiling) -> list[dict[str, Any]]:
    """Return the open demands on what a filing touches that are made for something else."""
    collected = await commitments.collected(session, commitment.id)
    named = [one for one in collected if one.application.number in filing.touched]
    on = named or await touched(session, commitment, filing, await bound_on_its_day(session, commitment, filing))
    return await _others(session, on, filing.clawbacks.values())


async def of_breach(session: AsyncSession, commitment: Commitment) -> list[dict[str, Any]]:
    """Return the open demands on what binds that are made for something else than the open breach; nothing where none is open."""
    breach = await breaches.open_of(session, commitment.id)
    return [] if breach is None else await _others(session, await commitments.collected(session, commitment.id), breach.clawbacks.values())


async def _others(session: AsyncSession, bound: Iterable[Bound], own: Collection[str]) -> list[dict[str, Any]]:
    awards = {one.application.id: one.application.number for one in bound}
    return [
        {"clawback": one.number, "award": awards[one.application_id], "cause": one.cause, "stage": one.stage, "amount_fen": one.amount_fen}
        for one in await clawbacks.demanded_of(session, awards.keys())
        if one.stage in OPEN_STAGES and one.number not in own
    ]
