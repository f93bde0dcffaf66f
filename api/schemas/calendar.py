"""工作日历的字段。The calendar of working days in JSON."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.base import Day, Given, ShortText, Shown


class CalendarDayGiven(Given):
    """A day set apart from the plain week."""

    day: Day
    kind: Literal["working", "off"]
    name: ShortText


class CalendarGiven(Given):
    """The State Council's notice for a year."""

    document_no: ShortText = Field(examples=["国办发明电〔2025〕7号"])
    days: list[CalendarDayGiven] = Field(
        min_length=1,
        max_length=400,
        description="与通常工作周不同的日期，可含上一年12月 Every day unlike the plain week, also of the December before",
    )


class CalendarDayShown(Shown):
    """A day that differs from the plain week."""

    day: date
    kind: str
    status: str
    name: str
    notice_year: int = Field(description="由哪一年度的放假安排规定 The year of the notice that sets it")


class CalendarShown(Shown):
    """A year's calendar."""

    year: int
    official: bool
    document_no: str | None
    days: list[CalendarDayShown]


class CalendarImportShown(Shown):
    """The result of an import."""

    year: int
    days: int
    changed: bool = Field(description="与此前的安排是否不同 Whether it says anything else than what stood")
    recomputed: int = Field(description="重新计算期限的案件数 How many cases count what is due again")
