"""预算的字段。Appropriations and the ledger behind them in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import Field

from api.schemas.base import Department, Fen, Given, ShortText, Shown
from api.schemas.codes import DepartmentCode, ItemCode
from policy.processes.treasury.budget_states import BudgetDocumentState

_DISTINCT = "与已录入的相似文号不是同一文件的理由 Why it is another document than one of the line whose number looks like its own"


class AppropriationGiven(Given):
    """What a budget document gives: money for a department, or for one of its items, in a year."""

    department: Department
    item_code: str = Field(
        default="*",
        min_length=1,
        max_length=60,
        description="事项；“*”为本部门其余事项 “*” serves the department's items that have none of their own",
    )
    year: int = Field(ge=2022, le=2100)
    amount_fen: Fen
    document_no: ShortText = Field(description="预算文号 Number of the budget document")
    distinct_reason: ShortText | None = Field(default=None, description=_DISTINCT)


class ReversalGiven(Given):
    """What a budget document takes back of what another gave."""

    amount_fen: Fen = Field(description="冲销金额（分），可以少于原额 How much is taken back, in fen; a part will do")
    document_no: ShortText = Field(description="冲销文件自己的文号 The number of the reversing document itself")
    distinct_reason: ShortText | None = Field(default=None, description=_DISTINCT)


class BudgetDocumentShown(Shown):
    """What a budget document gives to an appropriation, or takes back from it; in force once a second person of finance confirmed it."""

    id: uuid.UUID
    appropriation_id: uuid.UUID
    reverses_id: uuid.UUID | None = Field(description="冲销的是哪一文件；拨入的为空 Whose money it takes back; null for what gives money")
    amount_fen: int
    document_no: str
    distinct_reason: str | None = Field(description=_DISTINCT)
    state: BudgetDocumentState = Field(description="proposed 待确认，in_force 已生效，refused 未通过 Proposed, in force, or refused")
    entered_by: str
    entered_at: datetime
    confirmed_by: str | None
    refused_by: str | None
    decided_at: datetime | None
    reason: str | None = Field(description="不予通过的理由 Why it was refused")


class AppropriationShown(Shown):
    """An appropriation, its accounts, and the budget documents behind it."""

    id: uuid.UUID
    department: DepartmentCode
    item_code: ItemCode
    year: int
    balances: dict[str, int] = Field(
        description="各账户余额（分），只计已生效的文件 Balance of each account in fen, of what is in force alone"
    )
    documents: list[BudgetDocumentShown] = Field(description="拨入和冲销，按录入先后 What gave and took money, in the order it was entered")


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
