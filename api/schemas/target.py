"""目标值的字段。Targets of a year in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.base import Given, ShortText, Shown
from policy.money import MAX_FEN


class TargetGiven(Given):
    """The target of one enterprise."""

    # Checked with the rest of its row, so that a fault names its place.
    uscc: str = Field(min_length=1, max_length=60, description="统一社会信用代码 Unified Social Credit Code")
    target_fen: int = Field(ge=0, le=MAX_FEN, description="年度目标值（分）Target of the year, in fen")


class TargetsGiven(Given):
    """Targets that come in together."""

    item_code: str = Field(min_length=1, max_length=60, description="事项 The item", examples=["rd-growth"])
    year: int = Field(ge=2022, le=2100)
    document_no: ShortText = Field(description="下达文号 Number of the document that sets them")
    targets: Annotated[list[TargetGiven], Field(min_length=1, max_length=10_000)]


class TargetsRevocationGiven(Given):
    """The taking back of a batch."""

    document_no: ShortText = Field(description="撤销文号 Number of the document that takes them back")


class TargetBatchShown(Shown):
    """Targets that came in together, or the taking back of such: who entered it, who approved or refused it."""

    id: uuid.UUID
    item_code: str
    year: int
    document_no: str
    size: int = Field(description="户数 How many enterprises")
    revokes: uuid.UUID | None = Field(
        description="所撤销的批次；撤销本身没有目标值 The batch this one takes back; it sets no targets itself"
    )
    entered_by: str
    entered_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    refused_by: str | None = Field(description="不同意的人，或撤回的录入人 Who refused it, or entered and withdrew it")
    refused_at: datetime | None
    refusal_reason: str | None


class TargetShown(Shown):
    """The target of one enterprise."""

    uscc: str
    target_fen: int


class TargetTableShown(Shown):
    """A table that was found in a workbook, and how it is read."""

    name: str = Field(description="工作表 The sheet")
    heading_row: int
    unit: str | None = Field(
        description="表头或表题所写的单位；没有则由各单元格写明 The unit said for the column; absent where each cell says it"
    )
    size: int = Field(description="行数 Rows of data")
    ignored_columns: list[str] = Field(description="不读取的列，如序号、备注 Columns that are not read, such as remarks")


class TargetSheetsShown(Shown):
    """What would be taken from a workbook."""

    size: int = Field(description="户数 How many enterprises")
    total_fen: int
    sheets: list[TargetTableShown]
    ignored_sheets: list[str] = Field(description="没有数据的工作表，如填表说明 Sheets without data, such as instructions")
