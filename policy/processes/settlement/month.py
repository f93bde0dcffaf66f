"""结算月份。The month that a settlement is of: it is over before anything of it is settled."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from policy.errors import Code, Fault, Refusal
from policy.text import Text


def last_of(day: date) -> date:
    """Return the last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def written(month: date) -> str:
    """Return a month as it is written: 2026-11."""
    return f"{month:%Y-%m}"


def to_come(month: date) -> Refusal:
    """Return why nothing is asked for of a month that has not begun."""
    when = Text("不得晚于本月", "must not be to come")
    return Refusal(
        Code.INVALID_INPUT,
        Text(f"{written(month)}尚未开始，不能申请结算。", f"{written(month)} has not begun; nothing of it is settled."),
        [Fault("month", when)],
    )


def nothing_to_settle(month: date) -> Refusal:
    """Return why nothing is asked for of a month in which nothing was spent, or all that was is in a settlement, or which is not over."""
    return Refusal(
        Code.WRONG_STAGE,
        Text(
            f"{written(month)}没有待结算的服务；当月使用的自次月起结算。",
            f"Nothing of {written(month)} is to be settled; a month is settled once it is over.",
        ),
    )
