"""暂停的字段。Suspensions of items in JSON."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.schemas.approval import EnteredShown
from api.schemas.base import Day, Given, LongText, ShortText, Words
from policy.judging.suspension import Scope


class ReasonInBoth(Given):
    """A reason in both languages."""

    zh: LongText
    en: LongText


class SuspensionGiven(Given):
    """A suspension of an item to enter."""

    scope: Scope = Field(
        default=Scope.ITEM,
        strict=False,
        description="暂停范围：item 期间暂停受理；matters 期间发生的事项不再支持 Suspended in these days, or closed for their matters",
    )
    begins_on: Day = Field(alias="from", description="暂停首日 First day")
    ends_on: Day | None = Field(default=None, alias="until", description="暂停末日，含当日 Last day")
    reason: ReasonInBoth
    document_no: ShortText = Field(description="上位政策文号 Number of the superior policy")


class SuspensionShown(EnteredShown):
    """A suspension of an item."""

    scope: Scope
    begins_on: date = Field(alias="from")
    ends_on: date | None = Field(alias="until")
    reason: Words
