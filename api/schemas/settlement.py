"""结算的字段。Settlements in JSON: which month of which platform, what is paid, and where that stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from api.schemas.base import Given
from api.schemas.case import CaseShown, WithEvidence
from api.schemas.refund import AccountGiven, PaymentShown
from api.schemas.voucher import SpendShown
from policy.days import NOT_OUR_YEARS, is_of_our_years
from policy.text import Text

_NO_MONTH = Text("应为月份，如2026-11", "must be a month such as 2026-11")


def _month(value: object) -> date:
    try:
        first = datetime.strptime(str(value), "%Y-%m").date()  # noqa: DTZ007 - a month is of no zone
    except ValueError:
        raise ValueError(_NO_MONTH) from None
    if not is_of_our_years(first):
        raise ValueError(NOT_OUR_YEARS)
    return first


class SettlementGiven(Given):
    """A settlement that a platform drafts."""

    month: Annotated[
        date,
        BeforeValidator(_month, json_schema_input_type=str),
        Field(description="结算月份，须已结束 The month, which is over", examples=["2026-11"]),
    ]


class SettlementSubmitted(Given):
    """What a settlement is handed in with, beside its papers."""

    account: AccountGiven = Field(description="平台的收款账户 The platform's account")


class SettlementShown(CaseShown):
    """A settlement in a list."""

    enterprise_uscc: str = Field(description="平台 The platform")
    enterprise_name: str
    month: str
    amount_fen: int | None = Field(description="未予结算的为空 None of what was not settled")
    paid_fen: int


class SettlementInFull(SettlementShown, WithEvidence):
    """A settlement with all it settles, and every attempt to pay it."""

    spends: list[SpendShown]
    payments: list[PaymentShown]
