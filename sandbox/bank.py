"""贷款银行查询。What banks know of their loans, and their certificates of the interest of a period."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from sandbox.bank_loans import Named
from sandbox.clock import today
from sandbox.world import Here, authorised

router = APIRouter(prefix="/bank", tags=["贷款银行 Banks"], dependencies=[authorised("bank")])

Asked = Annotated[Named, Query()]


class LoanAnswer(BaseModel):
    """What a bank says of a loan."""

    bank: str
    loan_no: str
    uscc: str
    principal_fen: int
    begins_on: date
    ends_on: date
    status: str
    changed_on: date | None
    as_of: date


class InterestAnswer(BaseModel):
    """A bank's certificate of the interest of a period."""

    bank: str
    loan_no: str
    uscc: str
    begins_on: date
    ends_on: date
    certificate_no: str
    charged_fen: int
    interest_fen: int
    overdue_fen: int
    penalty_fen: int
    as_of: date


@router.get("/loans", summary="查询贷款 Look up a loan")
async def loan(bank: Asked, loan_no: Asked, world: Here) -> LoanAnswer:
    """Return what a bank knows of a loan; 404 `loan_unknown`, or `bank_not_connected` for a bank without an interface."""
    known = world.banks.loan(bank, loan_no)
    return LoanAnswer(
        bank=bank,
        loan_no=loan_no,
        uscc=known.uscc,
        principal_fen=known.principal_fen,
        begins_on=known.begins_on,
        ends_on=known.ends_on,
        status=known.status,
        changed_on=known.changed_on,
        as_of=today(),
    )


@router.get("/interest", summary="查询付息 Certify the interest of a period")
async def interest(bank: Asked, loan_no: Asked, begins_on: date, ends_on: date, world: Here) -> InterestAnswer:
    """Return what was charged in a period, both days in it; 404 as of a loan."""
    known = world.banks.loan(bank, loan_no)
    fen = known.interest_fen(begins_on, ends_on)
    charged = fen + known.overdue_fen + known.penalty_fen if known.charged_fen is None else known.charged_fen
    return InterestAnswer(
        bank=bank,
        loan_no=loan_no,
        uscc=known.uscc,
        begins_on=begins_on,
        ends_on=ends_on,
        certificate_no=f"FX-{loan_no}-{ends_on:%Y%m%d}",
        charged_fen=charged,
        interest_fen=fen,
        overdue_fen=known.overdue_fen,
        penalty_fen=known.penalty_fen,
        as_of=today(),
    )
