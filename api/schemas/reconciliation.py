"""对账的字段。Reconciliations in JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from pydantic import Field

from api.schemas.base import Day, Given, Shown


class DayGiven(Given):
    """A day to reconcile."""

    day: Day
    again: bool = Field(
        default=False,
        description="已对账的日期再对一次 Look once more at a day that is over and was reconciled, since something was mended",
    )


class HeapShown(Shown):
    """Instructions of one bucket."""

    count: int
    fen: int


class SheetShown(Shown):
    """The sheet of a day: what became of its instructions; the four sum to what was instructed."""

    instructed: HeapShown = Field(description="当日指令 The day's instructions")
    accepted: HeapShown = Field(description="国库已受理 Accepted by the treasury")
    warned: HeapShown = Field(description="国库已受理，有待核实 Accepted, with something to look into: another amount, or silence")
    refused: HeapShown = Field(description="国库或银行退回 Refused by the treasury or returned by the bank")
    missing: HeapShown = Field(description="国库未收到 Not known to the treasury")


class StandingShown(Shown):
    """What stands as paid at the end of a month, compared whole."""

    ours_fen: int = Field(description="我方账面已付净额 Paid and not returned by our books")
    theirs_fen: int = Field(description="国库账户已付净额 Paid and not returned by the treasury's account")


class ReconciliationShown(Shown):
    """A day that was reconciled."""

    day: date
    paid_fen: int = Field(description="国库当日付款合计 Sum of the treasury's payments")
    returned_fen: int = Field(description="国库当日退回合计 Sum of its returns")
    received_fen: int = Field(description="国库当日收款合计 Sum of what it received")
    matched: int = Field(description="双方一致的笔数 Instructions and receipts on which both sides agree")
    sheet: SheetShown = Field(description="当日指令的对账表 The sheet of the day")
    standing: StandingShown | None = Field(description="月末全量核对 The whole, compared at the end of a month; null on other days")
    differences: int = Field(description="该日发现、截至该次对账尚未解决的差异 What did not agree on that day by the end of the last run")
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
    found: list[DifferenceShown] = Field(description="当日发现、尚未解决的差异 What was found on the day and is not resolved")
    resolved: list[DifferenceShown] = Field(
        description="当日发现、已自行一致或者已说明的差异 What was found on the day and agrees by now, or was explained"
    )
    elsewhere: list[DifferenceShown] = Field(description="其他日发现、尚未解决的差异 What was found on other days and is not resolved")
