"""Implementing rules and suspensions of items in JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas.base import Day, Given, LongText, ShortText, Shown, Words


class RuleGiven(Given):
    """An implementing rule to enter: what it settles, and from when."""

    begins_on: Day = Field(alias="from", description="施行日 First day in force")
    ends_on: Day | None = Field(default=None, alias="to", description="最后一日,含当日 Last day in force")
    values: dict[str, Any] = Field(
        description="比例为小数字符串,金额为分 Rates as decimal strings, amounts in fen", examples=[{"rate": "0.30"}]
    )
    document_no: ShortText = Field(description="文号 Number of the document that sets it")


class ReasonInBoth(Given):
    """A reason in both languages."""

    zh: LongText
    en: LongText


class SuspensionGiven(Given):
    """A suspension of an item to enter."""

    begins_on: Day = Field(alias="from", description="暂停首日 First day")
    ends_on: Day | None = Field(default=None, alias="until", description="暂停末日,含当日 Last day")
    reason: ReasonInBoth
    document_no: ShortText = Field(description="上位政策文号 Number of the superior policy")


class DecreeShown(Shown):
    """What a rule and a suspension have in common: who entered it, who approved it, and when."""

    id: uuid.UUID
    item_code: str
    document_no: str
    approved: bool = Field(description="已由另一人审批 By a second person")
    entered_by: str = Field(description="本部门可见经办人,公众可见部门 The person, to the department; the department, to the public")
    entered_at: datetime
    approved_by: str | None
    approved_at: datetime | None = Field(description="早期记录可能没有 Not known of early records")


class RuleShown(DecreeShown):
    """An implementing rule."""

    begins_on: date = Field(alias="from")
    ends_on: date | None = Field(alias="to")
    values: dict[str, Any]


class SuspensionShown(DecreeShown):
    """A suspension of an item."""

    begins_on: date = Field(alias="from")
    ends_on: date | None = Field(alias="until")
    reason: Words
