"""暂停的字段。Suspensions of items in JSON."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.schemas.approval import EnteredShown
from api.schemas.base import Day, Given, LongText, ShortText, Words


class ReasonInBoth(Given):
    """A reason in both languages."""

    zh: LongText
    en: LongText


class SuspensionGiven(Given):
    """A suspension of an item to enter."""

    begins_on: Day = Field(alias="from", description="暂停首日 First day")
    ends_on: Day | None = Field(default=None, alias="until", description="暂停末日，含当日 Last day")
    reason: ReasonInBoth
    document_no: ShortText = Field(description="上位政策文号 Number of the superior policy")


class SuspensionShown(EnteredShown):
    """A suspension of an item."""

    begins_on: date = Field(alias="from")
    ends_on: date | None = Field(alias="until")
    reason: Words
