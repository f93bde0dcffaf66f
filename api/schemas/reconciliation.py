"""对账的字段。Reconciliations in JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from pydantic import Field

from api.schemas.base import Day, Given, Shown


class DayGiven(Given):
    """A day to reconcile."""

    day: Day


class ReconciliationShown(Shown):
    """A day that was reconciled."""

    day: date
    paid_fen: int = Field(description="国库当日付款合计 Sum of the treasury's payments")
    returned_fen: int = Field(description="国库当日退回合计 Sum of its returns")
    received_fen: int = Field(description="国库当日收款合计 Sum of what it received")
    matched: int = Field(description="双方一致的笔数 Instructions and receipts on which both sides agree")
    differences: int = Field(description="截至该次对账尚未解决的差异 What did not agree, on any day, by the end of the last run")
    runs: int
    first_run_at: datetime
    last_run_at: datetime


class DifferenceShown(Shown):
    """Something that does not agree."""

    id: uuid.UUID
    day: date
    kind: str
    reference: str = Field(description="指令号、收款编号或申请编号 Number of the instruction, of the receipt, or of the application")
    ours_fen: int | None
    theirs_fen: int | None
    state: str
    found_at: datetime
    resolved_by: str | None
    resolved_at: datetime | None
    reason: str | None


class ReconciliationInFull(ReconciliationShown):
    """A day with what was found on it, and what has become of its receipts by now."""

    divided_fen: int = Field(description="当日收款中已划入追回的 What of the day's receipts went to debts")
    owed_back_fen: int = Field(description="当日收款中应退付款人的 What of them is owed back to whoever paid")
    refunded_fen: int = Field(description="当日收款中已退付付款人的 What of them was paid back to whoever paid")
    undivided_fen: int = Field(description="当日收款中尚未划分的 What of them nobody has recorded for a debt yet")
    found: list[DifferenceShown]
