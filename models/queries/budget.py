"""Reads of appropriations, the ledger and disbursements."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.application import Page
from models.tables import Application, Appropriation, Disbursement, LedgerAccount, LedgerTransfer


async def appropriations(
    session: AsyncSession, year: int | None, departments: Sequence[str] | None
) -> Sequence[tuple[Appropriation, dict[str, int]]]:
    """Return appropriations with the balance of each account in fen, newest year first.

    Args:
        session: The session.
        year: Only of this year.
        departments: Only of these departments; None for all.
    """
    query = select(Appropriation).order_by(Appropriation.year.desc(), Appropriation.department, Appropriation.item_code)
    if year is not None:
        query = query.where(Appropriation.year == year)
    if departments is not None:
        query = query.where(Appropriation.department.in_(departments))
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


async def disbursements(session: AsyncSession, state: str | None, page: Page) -> Sequence[tuple[Disbursement, str]]:
    """Return a page of disbursements, newest first, each with the number of its application."""
    query = (
        select(Disbursement, Application.number)
        .join(Application, Application.id == Disbursement.application_id)
        .order_by(Disbursement.id.desc())
        .limit(page.limit + 1)
    )
    if state is not None:
        query = query.where(Disbursement.state == state)
    if page.after is not None:
        query = query.where(Disbursement.id < page.after)
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def application_number_of(session: AsyncSession, instruction_no: str) -> str | None:
    """Return the number of the application an instruction belongs to."""
    query = (
        select(Application.number)
        .join(Disbursement, Disbursement.application_id == Application.id)
        .where(Disbursement.number == instruction_no)
    )
    return await session.scalar(query)


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
