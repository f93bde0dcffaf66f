"""国库收款的写入。Writes of receipts: kept once in the treasury's words, and divided into parts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import receipt as receipts
from models.tables import Receipt, ReceiptPart
from policy.credit_code import read
from policy.folding import fold_number
from policy.processes.clawback.states import PartState


@dataclass(frozen=True, slots=True)
class Received:
    """What the treasury says of money that came in."""

    reference: str
    amount_fen: int
    payer_uscc: str
    payer_name: str
    received_on: date


async def keep(session: AsyncSession, received: Received, known_at: datetime) -> Receipt:
    """Return the receipt of a reference, locked, kept now if it is new. The treasury may correct it until it is divided."""
    folded, payer = fold_number(received.reference), read(received.payer_uscc) or received.payer_uscc
    values = {
        "reference": received.reference,
        "reference_folded": folded,
        "amount_fen": received.amount_fen,
        "payer_uscc": payer,
        "payer_name": received.payer_name,
        "received_on": received.received_on,
        "known_at": known_at,
    }
    await session.execute(insert(Receipt).values(values).on_conflict_do_nothing(index_elements=["reference_folded"]))
    query = select(Receipt).where(Receipt.reference_folded == folded).with_for_update(key_share=True)
    receipt = (await session.scalars(query)).one()
    if not await receipts.divided_fen(session, receipt.id):
        receipt.amount_fen, receipt.received_on = received.amount_fen, received.received_on
        receipt.payer_uscc, receipt.payer_name = payer, received.payer_name
    return receipt


async def add_part(session: AsyncSession, receipt: Receipt, clawback_id: uuid.UUID, amount_fen: int) -> ReceiptPart:
    """Set a part of a receipt, which is locked, aside for a debt."""
    part = ReceiptPart(receipt_id=receipt.id, clawback_id=clawback_id, amount_fen=amount_fen)
    session.add(part)
    await session.flush()
    await session.refresh(part)
    return part


async def book_principal(session: AsyncSession, receipt: Receipt, clawback_id: uuid.UUID, amount_fen: int, at: datetime) -> None:
    """Book a part of a receipt, which is locked, as principal of a debt that asks for nothing any more."""
    part = await add_part(session, receipt, clawback_id, amount_fen)
    part.become(PartState.BOOKED)
    part.booked_at, part.principal_fen = at, amount_fen


async def owe_back(session: AsyncSession, receipt: Receipt, clawback_id: uuid.UUID, amount_fen: int, *, was_interest: bool = False) -> None:
    """Owe a part of a receipt, which is locked, back to whoever paid it; it stands in the books of a debt's award."""
    part = await add_part(session, receipt, clawback_id, amount_fen)
    part.was_interest = was_interest
    part.become(PartState.OWED_BACK)
