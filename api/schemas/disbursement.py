"""拨付的字段。Payments in JSON, and what the treasury reports of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.base import Named, Shown, Words
from api.schemas.codes import ItemCode, Listed, ProcessCode
from policy.processes.disbursement.states import DisbursementState


class DisbursementShown(Shown):
    """A payment."""

    id: uuid.UUID
    number: str
    process: ProcessCode = Field(
        description="所属流程：拨付支持资金，或者退付（refund）What it pays: support, or a receipt that is paid back (refund)"
    )
    application_number: str = Field(
        description="所属案件编号；退付的为退付编号 Number of the case it is of: a refund's where it pays one back"
    )
    department: Named = Field(description="承办部门 The department of its case")
    item_code: ItemCode | None = Field(description="支持事项；退付的为空 The item; none of what is paid back")
    item_title: Words | None
    budget_year: int | None = Field(description="所用预算的年度 The year of the line of the budget that it draws on")
    amount_fen: int
    state: Annotated[str, Listed("DisbursementState", DisbursementState)]
    account: dict[str, str] = Field(description="账号只显示末四位 Only the last four digits of the number are shown")
    payee_checked_by: str | None
    payee_checked_by_name: str | None
    released_by: str | None
    released_by_name: str | None
    released_digest: str | None = Field(description="提交拨款时所见模拟的摘要 Digest of the simulation as whoever released it saw it")
    confirmed_by: str | None
    confirmed_by_name: str | None
    looked_at: datetime | None = Field(description="指令前核查的时间 When the payee was looked at before the instruction")
    look: dict[str, Any] | None = Field(description="核查结果 What every source answered, and what speaks against paying")
    instructed_at: datetime | None
    paid_at: datetime | None
    returned_at: datetime | None
    reason: str | None
    bank_reference: str | None


class CallbackTaken(Shown):
    """The answer to a callback: whether a case was told."""

    matched: bool
