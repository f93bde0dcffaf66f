"""拨付的字段。Payments in JSON, and what the treasury reports of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import Shown
from api.schemas.codes import ProcessCode


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
    amount_fen: int
    state: str
    account: dict[str, str] = Field(description="账号只显示末四位 Only the last four digits of the number are shown")
    payee_checked_by: str | None
    released_by: str | None
    released_digest: str | None = Field(description="提交拨款时所见模拟的摘要 Digest of the simulation as whoever released it saw it")
    confirmed_by: str | None
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
