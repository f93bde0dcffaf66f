"""日期的写法。How a day, or a minute of it, is written to people, in either language, and of which years a day may be that they enter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from policy.text import Text
from policy.working_days import BEIJING

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years of whatever day somebody enters: from each of them years can be added and taken away."""
NO_DAY: Final = Text("应为公历日期，如2026-03-01", "must be a date such as 2026-03-01")
NOT_OUR_YEARS: Final = Text(f"应在{FIRST_YEAR}年至{LAST_YEAR}年之间", f"must be between {FIRST_YEAR} and {LAST_YEAR}")
_DAY: Final = Text("{0.year}年{0.month}月{0.day}日", "{0.day} {0:%B} {0.year}")


def is_of_our_years(day: date) -> bool:
    """Tell whether a day is of a year that somebody may mean."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def day_in(language: str, day: object) -> str:
    """Return a date as it is written in a language."""
    return _DAY.in_language(language).format(day)


def in_chinese(day: object) -> str:
    """Return a date as it is written in Chinese."""
    return day_in("zh", day)


def minute(at: datetime) -> str:
    """Return a time as it is written in Chinese, by Beijing's clocks."""
    there = at.astimezone(BEIJING)
    return f"{in_chinese(there.date())}{there:%H:%M}"


def moment(at: datetime) -> str:
    """Return a time as it is written in English, by Beijing's clocks."""
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M} (Beijing)"
