"""结算的字段。Settlements in JSON: which month of which platform, what is paid, and where that stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from api.schemas.base import Given, LongText, Reference
from api.schemas.case import CaseShown, WithEvidence
from api.schemas.refund import AccountGiven, PaymentShown
from api.schemas.voucher import SpendShown
from policy.days import NOT_OUR_YEARS, is_of_our_years
from policy.processes.settlement.reclaiming import FaultOf
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


class ReclaimGiven(Given):
    """What of a settlement is to be taken back."""

    spends: Annotated[list[Reference], Field(min_length=1, max_length=500, description="服务合同 Which contracts that it settled")]
    fault: FaultOf = Field(
        strict=False,
        description="过错方：platform（仅平台有过错的，持券单位在有效期内的额度恢复）或 enterprise "
        "Whose fault it was: where it was the platform's alone, a voucher that is valid can be spent again",
    )
    paper: Reference = Field(description="收回依据，已上传至本结算的 reclaim_proof 材料 The paper, which was added to it as reclaim_proof")
    reason: LongText


class SettlementShown(CaseShown):
    """A settlement in a list."""

    enterprise_uscc: str = Field(description="平台 The platform")
    enterprise_name: str
    month: str
    amount_fen: int | None = Field(description="未予结算的为空 None of what was not settled")
    paid_fen: int
    netted_fen: int = Field(description="抵扣此前应退缴的款项 What of it paid what was owed of earlier ones")
    reclaimed_fen: int = Field(description="已收回的金额 What of it was taken back once it was paid")
    recovered_fen: int = Field(description="其中已退缴 What of that came in")
    set_off_fen: int = Field(description="其中已由以后的结算抵扣 What of that later settlements netted")
    given_up_fen: int = Field(description="其中已核销 What of that was written off")
    owed_fen: int = Field(description="其中尚待抵扣或者退缴 What of that is owed still")


class SettlementInFull(SettlementShown, WithEvidence):
    """A settlement with all it settles, and every attempt to pay it."""

    spends: list[SpendShown]
    payments: list[PaymentShown]
