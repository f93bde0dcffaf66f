"""预算的写入。Writes of appropriations."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Appropriation, LedgerAccount, LedgerTransfer
from models.tables.budget import ACCOUNTS
from policy.actors import Actor


async def appropriate(
    session: AsyncSession, actor: Actor, department: str, item_code: str, year: int, amount_fen: int, document_no: str
) -> uuid.UUID:
    """Add money to an appropriation, opening it with its accounts if it is new.

    Returns:
        The appropriation's id.
    """
    await session.execute(insert(Appropriation).values(department=department, item_code=item_code, year=year).on_conflict_do_nothing())
    query = select(Appropriation.id).where(
        Appropriation.department == department, Appropriation.item_code == item_code, Appropriation.year == year
    )
    appropriation_id = (await session.scalars(query)).one()
    accounts = [{"appropriation_id": appropriation_id, "kind": kind} for kind in ACCOUNTS]
    await session.execute(insert(LedgerAccount).values(accounts).on_conflict_do_nothing())
    session.add(
        LedgerTransfer(
            key=f"appropriation/{uuid.uuid4()}",
            appropriation_id=appropriation_id,
            kind="appropriation",
            debit="source",
            credit="available",
            amount_fen=amount_fen,
            document_no=document_no,
            made_by=actor.subject,
        )
    )
    await session.flush()
    return appropriation_id
