"""任务书。The task book of a post-grant project: milestones in order, the last of them within three years of the signing."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.text import Text
from policy.working_days import BEIJING

MONTHS_MOST: Final = 36
MILESTONES_MOST: Final = 12
RECTIFICATION_DAYS_MOST: Final = 120


def last_day(signed_on: date, months: int = MONTHS_MOST) -> date:
    """Return the day `months` after a signing; the last of its month where that month is shorter."""
    years, month = divmod(signed_on.month - 1 + months, 12)
    year = signed_on.year + years
    return date(year, month + 1, min(signed_on.day, calendar.monthrange(year, month + 1)[1]))


def end_of(day: date) -> datetime:
    """Return the last instant of a day in Beijing that is in time."""
    return datetime.combine(day, time(23, 59, 59), BEIJING)


def day_of(value: str, field: str) -> date:
    """Return the date `value` names.

    Raises:
        Refusal: `invalid_input`, naming `field`, for what is no date.
    """
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _wrong([Fault(field, Text("不是日期", "is not a date"))]) from None


def require_sound(task_book: Mapping[str, Any], on: date) -> None:
    """Refuse a task book whose milestones are not in order, lie behind, or reach past three years.

    Args:
        task_book: With its `milestones`, each with `due_on`.
        on: The day it is drafted or signed.

    Raises:
        Refusal: `invalid_input`, naming every milestone that is wrong.
    """
    if faults := faults_in_dates(task_book["milestones"], on, on):
        raise _wrong(faults)


def faults_in_dates(milestones: Sequence[Mapping[str, Any]], today: date, signed_on: date, *, settled: int = 0) -> list[Fault]:
    """Return which milestones are not in order, lie behind, or reach past three years after the signing.

    Args:
        milestones: In the order of their dates, each with `due_on`.
        today: The day they are agreed on: what is due lies ahead of it.
        signed_on: The day the three years run from.
        settled: How many of them, from the first, are past that.
    """
    faults = []
    before, last = today, last_day(signed_on)
    for index, milestone in list(enumerate(milestones))[settled:]:
        field = f"milestones.{index}.due_on"
        try:
            due_on = day_of(milestone["due_on"], field)
        except Refusal as no_date:
            faults += no_date.faults
            continue
        if due_on <= before:
            faults.append(Fault(field, Text("须晚于签订日和前一里程碑", "must be after the signing and the milestone before")))
        if due_on > last:
            faults.append(Fault(field, Text(f"不得晚于{in_chinese(last)}（36个月）", f"must not be after {last} (36 months)")))
        before = due_on
    return faults


def require_within(due_on: date, signed_on: date, today: date) -> None:
    """Refuse an extension into the past, or past three years after the signing.

    Raises:
        Refusal: `invalid_input`.
    """
    last = last_day(signed_on)
    if not today < due_on <= last:
        raise _wrong(
            [
                Fault(
                    "due_on",
                    Text(f"须晚于今日且不晚于{in_chinese(last)}（36个月）", f"must be after today and not after {last} (36 months)"),
                )
            ]
        )


def _wrong(faults: list[Fault]) -> Refusal:
    # The faults do not travel through a process; the sentence does.
    zh = "；".join(_where(fault.field) + fault.message.zh for fault in faults)
    en = "; ".join(f"{fault.field} {fault.message.en}" for fault in faults)
    return Refusal(Code.INVALID_INPUT, Text(f"任务书日期有误。{zh}", f"The dates are not valid: {en}"), faults)


def _where(field: str) -> str:
    """Return in Chinese which milestone a field such as milestones.0.due_on is of; nothing where it is of none."""
    number = field.removeprefix("milestones.").partition(".")[0]
    return f"第{int(number) + 1}个里程碑日期" if number.isdigit() else ""
