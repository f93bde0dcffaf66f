"""结算月份。The month that a settlement is of: it is over before anything of it is settled."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def last_of(day: date) -> date:
    """Return the last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def written(month: date) -> str:
    """Return a month as it is written: 2026-11."""
    return f"{month:%Y-%m}"
