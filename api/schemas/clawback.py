"""追回的字段。Clawbacks in JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.base import Day, Fen, Given, LongText, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding
from api.schemas.codes import StageNamed
from api.schemas.receipt import ReceiptOfDebtShown
from policy.processes.clawback.repayment import MOST_INSTALMENTS


class ClawbackGiven(Given):
    """Money to demand back, and why. What a broken commitment to stay costs is asked for by the enterprise's commitment alone."""

    application: ShortText = Field(description="申请编号（或者id）Number or id of the award", examples=["BDA-2026-05-000123"])
    cause: Literal["error", "fraud"] = Field(
        description="追回事由：误付或者骗取；违反承诺另行认定 Paid in error or got by fraud; a breach is found by the commitment"
    )
    amount_fen: Fen = Field(description="追回金额（分），即误付或者骗取的部分 Amount paid in error or got by fraud, in fen")
    reason: LongText


class InstalmentGiven(Given):
    """A part that is to be paid back by a day."""

    due_on: Day
    amount_fen: Fen


class PlanGiven(Given):
    """Instalments that together make what is owed."""

    plan: Annotated[list[InstalmentGiven], Field(min_length=2, max_length=MOST_INSTALMENTS)]
    reason: LongText | None = Field(default=None, description="申请分期的理由 Why it is not paid at once, for whoever decides")


class RepaymentInstalmentShown(Shown):
    """A part of what is demanded."""

    ordinal: int
    due_on: date
    amount_fen: int
    repaid_fen: int


class RepaymentShown(Shown):
    """What was recorded as having come in for it."""

    id: uuid.UUID
    amount_fen: int = Field(description="该笔收款全额，可能同时用于其他追回事项 The whole receipt, which may pay other debts as well")
    reference: str
    received_on: date
    state: str
    booked_at: datetime | None
    reason: str | None
    payer_reason: str | None = Field(description="接受或不接受他人代付的理由 Why another payer was accepted, or not")


class ClawbackShown(CaseShown):
    """A clawback in a list."""

    application_number: str
    enterprise_uscc: str
    cause: str
    amount_fen: int
    surcharge_fen: int = Field(
        description="按实施细则另行加收的款项（分），追回确定后应缴 Owed on top by a rule once the demand stands, in fen"
    )
    repaid_fen: int
    interest_fen: int = Field(
        description="截至owed_on已产生的逾期利息，含已缴部分及加收款项 Interest until owed_on, paid or not, and the surcharge"
    )
    interest_repaid_fen: int
    given_up_fen: int = Field(description="已减免或者核销的本金（分）What of it was waived or written off")
    interest_given_up_fen: int = Field(description="一并减免或者核销的利息，含加收款项（分）Interest and surcharge given up with it")
    principal_left_fen: int = Field(description="尚欠本金 What is left of what is demanded")
    interest_left_fen: int = Field(description="尚欠利息，计至owed_on当日，含加收款项 Interest left to pay, until that day, and surcharge")
    left_fen: int = Field(description="截至owed_on一次缴清的金额，即尚欠本金与利息之和 What settles it on owed_on: principal and interest")
    returned_fen: int = Field(
        description="银行已退回、抵作退缴而尚未入账的金额，不再计入尚欠本金 Returned by the bank and not booked yet: it counts as repaid"
    )
    owed_on: date = Field(description="计息截止日（含当日），即查询当日 The day it is reckoned to: today")
    served_at: datetime | None


class OtherDemandShown(Shown):
    """Another demand for money of the same award, as far as the reader may see it."""

    number: str
    stage: StageNamed
    asked_fen: int = Field(description="要求退缴的金额（分）What it asks, in fen")
    received_fen: int = Field(description="已入账的退缴金额（分）What was repaid of it and booked, in fen")
    counted_fen: int = Field(
        description="银行退回款项中抵作其退缴的金额（分），含尚未入账的 What of the banks' returns counts for it, booked or not"
    )


class ClawbackInFull(ClawbackShown, CaseStanding):
    """A clawback with where it stands, how it was calculated, and what was paid back."""

    reckoning: dict[str, Any]
    late_rate: str | None = Field(description="每日利率；没有细则则无利息 Interest a day; none without a rule")
    instalments: list[RepaymentInstalmentShown]
    repayments: list[RepaymentShown]
    others: list[OtherDemandShown] = Field(description="对同一项支持的其他追回 The other demands for the same award")
    owed_back_fen: int = Field(description="超额部分，应退付款人 What was paid beyond what is owed: to be paid back to the payer")
    parts: list[ReceiptOfDebtShown] = Field(description="各笔收款划入的部分 What of each receipt went to it")
