"""承继的字段。Successions in JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from api.schemas.base import CreditCode, Day, Given, ShortText, Shown, Words
from api.schemas.case import CaseShown, CaseStanding
from policy.succession import Ground


class SuccessionGiven(Given):
    """Who takes whose place, and why."""

    predecessor_uscc: CreditCode = Field(description="被承继单位 Whose place is taken")
    successor_uscc: CreditCode = Field(description="承继单位 Who takes it")
    ground: Ground = Field(
        strict=False,
        description=(
            "承继原因：吸收合并、新设合并、分立、换发统一社会信用代码 "
            "Merged into it, merged into a new one, divided with one that takes everything over, or given a new credit code"
        ),
    )
    paper: ShortText = Field(
        description="依据的材料：协议、决议或者登记通知书的名称、文号和日期 The paper it rests on: title, number and date",
        examples=["吸收合并协议（2026年3月1日签署）"],
    )
    effective_on: Day = Field(description="登记机关登记之日 The day on which it was registered")


class PartyShown(Shown):
    """One of the two enterprises."""

    uscc: str
    name: str


class SuccessionShown(CaseShown):
    """A filing."""

    predecessor: PartyShown
    successor: PartyShown
    ground: str
    ground_name: Words
    paper: str
    effective_on: date


class SuccessionInFull(SuccessionShown, CaseStanding):
    """A filing, with what the register said of both."""

    register_answers: dict[str, Any] | None = Field(description="登记机关对两个单位的答复 What the register said of both")
    differences: list[Words] = Field(description="与登记不一致之处 What the register says otherwise")
