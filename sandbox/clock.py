"""沙箱时钟。The area's time: instants are kept as Unix seconds and shown with the offset of Beijing."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def now_seconds() -> float:
    """Return the present instant in Unix seconds."""
    return time.time()


def shown(instant: float) -> str:
    """Return an instant in Unix seconds as ISO 8601 with the offset of Beijing."""
    return datetime.fromtimestamp(instant, BEIJING).isoformat(timespec="milliseconds")


def day_of(instant: float) -> date:
    """Return the calendar day in Beijing of an instant in Unix seconds."""
    return datetime.fromtimestamp(instant, BEIJING).date()


def today() -> date:
    """Return the present day in Beijing."""
    return day_of(now_seconds())
