"""预算的字段。Appropriations and the ledger behind them in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import Field

from api.schemas.base import Department, Fen, Given, ShortText, Shown


class AppropriationGiven(Given):
    """Money for a department, or for one of its items, in a year."""

    department: Department
    item_code: ShortText = Field(
        default="*", description="“*”为本部门其余事项 “*” serves the department's items that have none of their own"
    )
    year: int = Field(ge=2022, le=2100)
    amount_fen: Fen
    document_no: ShortText = Field(description="预算文号 Number of the budget document")


class AppropriationShown(Shown):
    """An appropriation and its accounts."""

    id: uuid.UUID
    department: str
    item_code: str
    year: int
    balances: dict[str, int] = Field(description="各账户余额(分) Balance of each account in fen")


class TransferShown(Shown):
    """A movement in the ledger."""

    id: int
    kind: str
    debit: str
    credit: str
    amount_fen: int
    application_id: uuid.UUID | None
    document_no: str | None
    made_by: str
    made_at: datetime
