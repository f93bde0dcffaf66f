"""预算与账目的查询。Reads of appropriations and the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Appropriation, LedgerAccount, LedgerTransfer
from policy.actors import Actor
from policy.processes.kernel.permissions import AREA_WIDE


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which appropriations exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.serves`."""
    return true() if actor.is_a(*AREA_WIDE) else Appropriation.department.in_(actor.departments)


async def appropriations(
    session: AsyncSession, year: int | None, actor: Actor | None = None
) -> Sequence[tuple[Appropriation, dict[str, int]]]:
    """Return appropriations with the balance of each account in fen, newest year first.

    Args:
        session: The session.
        year: Only of this year.
        actor: Who asks, to see no others than they may; None for all.
    """
    query = select(Appropriation).order_by(Appropriation.year.desc(), Appropriation.department, Appropriation.item_code)
    if year is not None:
        query = query.where(Appropriation.year == year)
    if actor is not None:
        query = query.where(visible_to(actor))
    found = (await session.scalars(query)).all()
    balances: dict[uuid.UUID, dict[str, int]] = {row.id: {} for row in found}
    accounts = select(LedgerAccount).where(LedgerAccount.appropriation_id.in_(balances))
    for account in (await session.scalars(accounts)).all():
        balances[account.appropriation_id][account.kind] = account.balance_fen
    return [(row, balances[row.id]) for row in found]


async def find(session: AsyncSession, appropriation_id: uuid.UUID) -> Appropriation | None:
    """Return an appropriation."""
    return (await session.scalars(select(Appropriation).where(Appropriation.id == appropriation_id))).one_or_none()


async def transfers(session: AsyncSession, appropriation_id: uuid.UUID, limit: int, after: int | None) -> Sequence[LedgerTransfer]:
    """Return a page of an appropriation's transfers, oldest first."""
    query = select(LedgerTransfer).where(LedgerTransfer.appropriation_id == appropriation_id).order_by(LedgerTransfer.id).limit(limit + 1)
    if after is not None:
        query = query.where(LedgerTransfer.id > after)
    return (await session.scalars(query)).all()


async def available(session: AsyncSession, department: str, item_code: str, year: int) -> int | None:
    """Return what is left of the budget that pays an item in a year, in fen, or None where there is none."""
    query = (
        select(LedgerAccount.balance_fen)
        .join(Appropriation, Appropriation.id == LedgerAccount.appropriation_id)
        .where(Appropriation.department == department, Appropriation.item_code.in_((item_code, "*")), Appropriation.year == year)
        .where(LedgerAccount.kind == "available")
        .order_by((Appropriation.item_code == "*").asc())
        .limit(1)
    )
    return await session.scalar(query)


async def transfers_of(session: AsyncSession, case_id: uuid.UUID) -> Sequence[LedgerTransfer]:
    """Return the ledger transfers of a case, oldest first."""
    query = select(LedgerTransfer).where(LedgerTransfer.case_id == case_id).order_by(LedgerTransfer.id)
    return (await session.scalars(query)).all()
