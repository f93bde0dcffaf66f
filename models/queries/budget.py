"""预算与账目的查询。Reads of appropriations and the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Sort, in_order
from models.tables import Appropriation, BudgetDocument, LedgerAccount, LedgerTransfer
from policy.actors import Actor
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.treasury.budget_states import BudgetDocumentState


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


async def transfers(
    session: AsyncSession, appropriation_id: uuid.UUID, limit: int, after: int | None, sort: Sort
) -> Sequence[LedgerTransfer]:
    """Return a page of an appropriation's transfers."""
    query = select(LedgerTransfer).where(LedgerTransfer.appropriation_id == appropriation_id)
    return (await session.scalars(in_order(query, None, LedgerTransfer.id, after, sort).limit(limit + 1))).all()


async def available(session: AsyncSession, department: str, item_code: str, year: int) -> int | None:
    """Return what is left of the budget that pays an item in a year, in fen, or None where there is none."""
    its_id = paying(department, item_code, year).with_only_columns(Appropriation.id).scalar_subquery()
    query = select(LedgerAccount.balance_fen).where(LedgerAccount.appropriation_id == its_id, LedgerAccount.kind == "available")
    return await session.scalar(query)


async def standing_documents(session: AsyncSession, appropriation_id: uuid.UUID) -> Sequence[BudgetDocument]:
    """Return the budget documents of an appropriation that were not refused, in the order they were entered."""
    query = select(BudgetDocument).where(
        BudgetDocument.appropriation_id == appropriation_id, BudgetDocument.state != BudgetDocumentState.REFUSED
    )
    return (await session.scalars(query.order_by(BudgetDocument.id))).all()


def paying(department: str, item_code: str, year: int) -> Select[Appropriation]:
    """Return the query of the appropriation that pays an item: its own, or its department's.

    One whose documents are only proposed, were refused or were reversed whole has no money from the source, and pays nothing: an
    item then draws on its department's as if it had none of its own.
    """
    return (
        select(Appropriation)
        .join(LedgerAccount, LedgerAccount.appropriation_id == Appropriation.id)
        .where(Appropriation.department == department, Appropriation.item_code.in_((item_code, "*")), Appropriation.year == year)
        .where(LedgerAccount.kind == "source", LedgerAccount.balance_fen < 0)
        .order_by((Appropriation.item_code == "*").asc())
        .limit(1)
    )


async def documents(session: AsyncSession, appropriation_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[BudgetDocument]]:
    """Return the budget documents of each appropriation, whatever became of them, in the order in which they were entered."""
    found: dict[uuid.UUID, list[BudgetDocument]] = {each: [] for each in appropriation_ids}
    query = select(BudgetDocument).where(BudgetDocument.appropriation_id.in_(found)).order_by(BudgetDocument.id)
    for row in (await session.scalars(query)).all():
        found[row.appropriation_id].append(row)
    return found


async def reversed_fen(session: AsyncSession, document_id: uuid.UUID) -> int:
    """Return how much of a document was taken back, or is proposed to be, in fen."""
    query = select(func.coalesce(func.sum(BudgetDocument.amount_fen), 0)).where(
        BudgetDocument.reverses_id == document_id, BudgetDocument.state != BudgetDocumentState.REFUSED
    )
    return int(await session.scalar(query) or 0)


async def transfers_of(session: AsyncSession, case_id: uuid.UUID) -> Sequence[LedgerTransfer]:
    """Return the ledger transfers of a case, oldest first."""
    query = select(LedgerTransfer).where(LedgerTransfer.case_id == case_id).order_by(LedgerTransfer.id)
    return (await session.scalars(query)).all()
