"""股权投资的字段。Investments in JSON: what was paid for which share on which terms, what it is worth, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Given, LongText, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding
from policy.money import MAX_FEN


class DisposalGiven(Given):
    """How an investment would be given up."""

    way: Literal["transfer", "liquidation"] = Field(
        description="退出方式，创始人有权按同等价格优先回购 How it is given up; the founders are asked first, at the same price"
    )
    price_fen: Annotated[int, Field(ge=1, le=MAX_FEN, description="价款；清算为预计收回金额（分） The price, or what is expected, in fen")]
    part_fen: Annotated[int | None, Field(ge=1, le=MAX_FEN)] = Field(
        None, description="退出部分的投资成本（分），不填为全部；清算为全部 Cost of the part; left out for all of it, as of a liquidation"
    )
    buyer: ShortText = Field(description="受让方或者清算机构 Who buys it, or who liquidates")
    reason: LongText


class TermsShown(Shown):
    """The terms of an investment."""

    share_bp: int = Field(description="持股比例（万分之一） Share, in hundredths of a percent")
    valuation_fen: int = Field(description="投后估值（分） Value of the enterprise after the investment, in fen")
    window_from: date = Field(description="回购窗口首日 First day of the founders' window")
    window_to: date
    rate_bp: int = Field(description="回购年利率（万分之一，单利） Simple interest a year, in hundredths of a percent")


class InvestmentShown(CaseShown):
    """An investment in a list."""

    application_number: str
    enterprise_uscc: str
    enterprise_name: str
    cost_fen: int = Field(description="投资成本（分） What was paid for it, in fen")
    left_fen: int = Field(description="仍持有部分的成本（分） What was paid for what is held still, in fen")
    held_share_bp: int = Field(description="仍持有的比例（万分之一） The share that is held still, in hundredths of a percent")
    paid_on: date
    terms: TermsShown
    value_fen: int | None = Field(description="最近估值（分） What it was worth last, in fen")
    valued_on: date | None
    way: str | None = Field(description="退出方式 How it is given up, or was")
    part_fen: int | None = Field(description="正在退出部分的成本（分） Cost of the part that is given up; none for all of it")
    price_fen: int | None
    received_fen: int | None = Field(description="收回金额（分） What came in, in fen")
    gain_fen: int | None = Field(description="已退出部分的损益（分），负数为损失 Gain of what was given up, or loss when negative, in fen")


class InvestmentInFull(InvestmentShown, CaseStanding):
    """An investment, and what a buy-back would cost today."""

    buy_back_today_fen: int | None = Field(description="按协议公式今日回购的价款（分） By the formula of the agreement, today")
    buyer: str | None
    reason: str | None
    received_on: date | None
