"""退付的字段。Refunds in JSON: what of a receipt is paid back, to whom, and where that stands."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated

from pydantic import Field

from api.schemas.base import Department, Given, Reference, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding


class AccountGiven(Given):
    """An account that money goes to."""

    holder: Annotated[ShortText, Field(max_length=100, description="户名 Account holder")]
    bank: Annotated[ShortText, Field(max_length=100, description="开户行 Bank and branch")]
    number: Annotated[str, Field(pattern="^[0-9]{8,34}$", description="账号 Account number, 8 to 34 digits")]


class RefundGiven(Given):
    """A refund to open: of which receipt, to which account of its payer; without one where it is to be counted as repaid."""

    receipt: Reference = Field(description="国库收款 Id of the receipt")
    account: AccountGiven | None = Field(
        default=None,
        description="退付账户；仅提请抵作已减免或者核销的退缴资金的，或者退付银行退回的支持资金的，不填 "
        "Where it is paid back to; none to have it counted as repaid, or for award money a bank returned",
    )
    department: Department | None = Field(
        default=None,
        description="责任单位；没有对应追回事项的收款必填 Who answers for it; needed where the receipt fits no debt",
    )


class RefundShown(CaseShown):
    """A refund in a list."""

    receipt_id: uuid.UUID
    amount_fen: int
    paid_fen: int
    payer_uscc: str
    payer_name: str


class PaymentShown(Shown):
    """One attempt to pay it back."""

    number: str
    state: str
    reason: str | None


class RefundInFull(RefundShown, CaseStanding):
    """A refund with where it stands, the receipt it is of, and every attempt to pay it."""

    reference: str
    received_on: date
    payments: list[PaymentShown]
