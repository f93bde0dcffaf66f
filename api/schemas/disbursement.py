"""拨付的字段。Payments in JSON, and what the treasury reports of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.schemas.base import Named, Shown, Words
from api.schemas.codes import ItemCode, Listed, ProcessCode
from api.schemas.described import As, Described
from policy.processes.disbursement.states import DisbursementState


class AccountHeld(Described):
    """An account that is paid."""

    holder: str
    number: str
    bank: str


class FoundBefore(Described):
    """What speaks against paying; with it stands which case, day or amount it is about."""

    model_config = ConfigDict(extra="allow")

    code: str
    clause: str
    text: Words


class LookedAt(Described):
    """What was looked at before the treasury was told."""

    answers: dict[str, Any] = Field(description="各来源的答复 What every source answered, as it did")
    findings: list[FoundBefore] = Field(description="核查发现 What of it speaks against paying")


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
    account: Annotated[dict[str, str], As(AccountHeld)] = Field(
        description="账号只显示末四位 Only the last four digits of the number are shown"
    )
    payee_checked_by: str | None
    payee_checked_by_name: str | None
    released_by: str | None
    released_by_name: str | None
    released_digest: str | None = Field(description="提交拨款时所见模拟的摘要 Digest of the simulation as whoever released it saw it")
    confirmed_by: str | None
    confirmed_by_name: str | None
    looked_at: datetime | None = Field(description="指令前核查的时间 When the payee was looked at before the instruction")
    look: Annotated[dict[str, Any], As(LookedAt)] | None = Field(
        description="核查结果 What every source answered, and what speaks against paying"
    )
    instructed_at: datetime | None
    paid_at: datetime | None
    returned_at: datetime | None
    reason: str | None
    bank_reference: str | None


class CallbackTaken(Shown):
    """The answer to a callback: whether a case was told."""

    matched: bool
