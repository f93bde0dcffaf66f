"""国库收款的字段。Receipts in JSON: what came in, and what became of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from pydantic import Field

from api.schemas.base import Shown
from policy.processes.clawback.states import PartState


class PartShown(Shown):
    """What of a receipt one debt got, or what is owed back to its payer."""

    clawback_number: str | None = Field(
        description="追回编号；应退款为其产生时的追回 The debt, or the one at whose booking it was left over; none where nothing was owed"
    )
    refund_number: str | None = Field(default=None, description="退付编号 The refund that pays it back")
    investment_number: str | None = Field(default=None, description="股权投资编号 The investment whose price it is")
    settlement_number: str | None = Field(default=None, description="服务券结算编号 The settlement that it repays")
    amount_fen: int
    state: PartState = Field(
        description="allotted 已划出待入账,booked 已入账,owed_back 应退付款人,refunding 退付中,refunded 已退付 "
        "Set aside, booked, owed back to the payer, being paid back, or paid back"
    )
    principal_fen: int
    interest_fen: int
    booked_at: datetime | None


class ReceiptOfDebtShown(PartShown):
    """A part of a receipt as it stands at its debt."""

    reference: str
    received_on: date


class ReceiptInFull(Shown):
    """Money that came in, in the treasury's words, and how it is divided."""

    id: uuid.UUID
    reference: str
    amount_fen: int
    payer_uscc: str
    payer_name: str
    received_on: date
    undivided_fen: int = Field(description="尚未划分 What nobody has recorded for a debt, or whose payer was not accepted")
    owed_back_fen: int = Field(description="应退付款人，尚未提出退付 What is more than was owed, and no refund has taken up yet")
    refunding_fen: int = Field(description="退付中 What is being paid back to the payer")
    refunded_fen: int = Field(description="已退付 What was paid back to the payer")
    parts: list[PartShown]
