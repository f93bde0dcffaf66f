"""日期的写法。How a day, or a minute of it, is written to people, in either language."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from policy.text import Text
from policy.working_days import BEIJING

_DAY: Final = Text("{0.year}年{0.month}月{0.day}日", "{0.day} {0:%B} {0.year}")


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
