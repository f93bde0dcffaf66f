"""国库。The treasury's interface: instruct a payment, ask for its status or for a receipt, read a day's statement."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query
from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, StringConstraints

from sandbox.amounts import LARGEST_FEN
from sandbox.clock import shown
from sandbox.pages import LARGEST_LIMIT
from sandbox.problems import Problem
from sandbox.treasury_ledger import Order, payee_digest
from sandbox.world import Here, authorised

router = APIRouter(prefix="/treasury", tags=["国库 Treasury"], dependencies=[authorised("treasury")])

InstructionNo = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Payee(BaseModel):
    """Who is to be paid."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    account_no: Annotated[str, StringConstraints(min_length=4, max_length=64)]
    bank: Line


class InstructionBody(BaseModel):
    """An instruction to pay."""

    model_config = ConfigDict(extra="forbid")

    instruction_no: InstructionNo
    amount_fen: int = Field(gt=0, le=LARGEST_FEN, strict=True, description="金额（分） Amount in fen")
    payee: Payee
    purpose: Line
    callback_url: AnyHttpUrl


class Acceptance(BaseModel):
    """The answer to an instruction that was received; it says nothing of payment."""

    instruction_no: str
    status: Literal["accepted"] = "accepted"
    amount_fen: int
    payee_digest: str


class Standing(BaseModel):
    """The status of an instruction."""

    instruction_no: str
    status: Literal["accepted", "paid", "returned", "rejected"]
    amount_fen: int
    payee_digest: str = Field(
        description="指令号、户名、账号、开户行按行相连的SHA-256 SHA-256 of number, holder, account and bank, a line each"
    )
    paid_at: str | None = None
    returned_at: str | None = None
    reason: str | None = None
    bank_reference: str | None = None


class Entry(BaseModel):
    """A movement of money."""

    entry_no: int
    instruction_no: str
    kind: Literal["payment", "return"]
    amount_fen: int
    payee_digest: str
    at: str
    bank_reference: str


class ReceiptEntry(BaseModel):
    """Money that came in."""

    entry_no: int
    reference: str
    kind: Literal["receipt"]
    amount_fen: int
    payer_uscc: str
    payer_name: str
    at: str


class Statement(BaseModel):
    """A day's movements."""

    date: date
    entries: list[Entry | ReceiptEntry]
    paid_fen: int
    returned_fen: int
    received_fen: int


class Stands(BaseModel):
    """What stands of one instruction."""

    instruction_no: str
    paid_fen: int
    returned_fen: int


class StandingState(BaseModel):
    """A page of what was ever paid, as it stands at the end of a day."""

    items: list[Stands]
    next: str | None


class ReceiptAnswer(BaseModel):
    """What was received under a reference."""

    reference: str
    amount_fen: int
    payer_uscc: str
    payer_name: str
    received_on: date


def standing(row: sqlite3.Row) -> Standing:
    """Return what the treasury tells about an instruction: no payee and no account but their digest."""
    return Standing(
        instruction_no=row["instruction_no"],
        status=row["status"],
        amount_fen=row["amount_fen"],
        payee_digest=payee_digest(row),
        paid_at=shown(row["paid_at"]) if row["paid_at"] is not None else None,
        returned_at=shown(row["returned_at"]) if row["returned_at"] is not None else None,
        reason=row["reason"],
        bank_reference=row["bank_reference"],
    )


@router.post("/instructions", status_code=202, summary="拨款指令 Instruct a payment")
async def instruct(body: InstructionBody, world: Here, idempotency_key: Annotated[str | None, Header(max_length=200)] = None) -> Acceptance:
    """Take in an instruction: the same key and body are answered the same, the same key with another body by 409.

    Raises:
        Problem: 400 without a key, 409 on a conflict.
    """
    if not idempotency_key:
        raise Problem(400, "idempotency_key_missing", "缺少幂等键 The Idempotency-Key header is missing")
    order = Order(
        instruction_no=body.instruction_no,
        amount_fen=body.amount_fen,
        payee_name=body.payee.name,
        account_no=body.payee.account_no,
        bank=body.payee.bank,
        purpose=body.purpose,
        callback_url=str(body.callback_url),
    )
    world.ledger.receive(idempotency_key, order)
    world.settlement.begin(order.instruction_no)
    row = world.ledger.find(order.instruction_no)
    assert row is not None  # noqa: S101 - received just now
    return Acceptance(instruction_no=order.instruction_no, amount_fen=order.amount_fen, payee_digest=payee_digest(row))


@router.get("/instructions/{instruction_no}", response_model_exclude_none=True, summary="查询指令 Ask about an instruction")
async def instruction(instruction_no: InstructionNo, world: Here) -> Standing:
    """Return where an instruction stands.

    Raises:
        Problem: 404 `instruction_unknown` if it was never received.
    """
    row = world.ledger.find(instruction_no)
    if row is None:
        raise Problem(404, "instruction_unknown", "未收到该指令 The instruction was never received", instruction_no=instruction_no)
    return standing(row)


@router.get("/statement", summary="对账单 A day's statement")
async def statement(date: date, world: Here) -> Statement:
    """Return all movements of one Beijing day."""
    moved: list[Entry | ReceiptEntry] = [Entry(**entry) for entry in world.ledger.entries(date)]
    received = [ReceiptEntry(**entry) for entry in world.receipts.entries(date)]
    entries = sorted([*moved, *received], key=lambda entry: (entry.at, entry.entry_no))
    return Statement(
        date=date,
        entries=entries,
        paid_fen=_sum(entries, "payment"),
        returned_fen=_sum(entries, "return"),
        received_fen=_sum(entries, "receipt"),
    )


@router.get("/standing", summary="账户存量 What stands in the account")
async def account_standing(
    through: date,
    world: Here,
    after: InstructionNo | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT)] = LARGEST_LIMIT,
) -> StandingState:
    """Return what was paid and returned of every instruction by the end of a Beijing day, a page at a time."""
    rows = world.ledger.standing(through, after or "", limit + 1)
    page = [Stands(**row) for row in rows[:limit]]
    return StandingState(items=page, next=page[-1].instruction_no if len(rows) > limit else None)


def _sum(entries: list[Entry | ReceiptEntry], kind: str) -> int:
    return sum(entry.amount_fen for entry in entries if entry.kind == kind)


@router.get("/receipts/{reference:path}", summary="查询收款 Ask about a receipt")
async def receipt(reference: Reference, world: Here) -> ReceiptAnswer:
    """Return what was received under a reference; 404 `receipt_unknown` if nothing was."""
    return ReceiptAnswer(**world.receipts.known(reference))


def all_payments(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the payments among the books' entries, each saying whether it was returned later."""
    returned = {entry["instruction_no"] for entry in entries if entry["kind"] == "return"}
    payments = [entry for entry in entries if entry["kind"] == "payment"]
    return [{**entry, "returned": entry["instruction_no"] in returned} for entry in payments]
