"""日期的写法。How a day is written to people, in either language."""

from __future__ import annotations

from typing import Final

from policy.text import Text

_DAY: Final = Text("{0.year}年{0.month}月{0.day}日", "{0.day} {0:%B} {0.year}")


def day_in(language: str, day: object) -> str:
    """Return a date as it is written in a language."""
    return _DAY.in_language(language).format(day)


def in_chinese(day: object) -> str:
    """Return a date as it is written in Chinese."""
    return day_in("zh", day)
