"""工作日。Legal deadlines in the State Council's working days, with holidays and make-up days, in Beijing time.

Counting follows the general rule of civil law: the day something happens is not counted, and the last day ends at midnight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Protocol

# China keeps one zone without daylight saving, so a fixed offset is exact and needs no zone database.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
SATURDAY = 5
"""The first weekday, counted from Monday as 0, that is none of work."""


class DayKind(StrEnum):
    """What a calendar day is."""

    WORKING = "working"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day the State Council's yearly notice sets apart from the plain week."""

    kind: DayKind
    official: bool


def may_set(year: int) -> tuple[date, date]:
    """Return the first and the last day that the notice of a year may set apart from the plain week.

    New Year's Day is made up for in the December before: the notice for 2019 made Saturday 29 December 2018 a working day.
    """
    return date(year - 1, 12, 1), date(year, 12, 31)


def years_after(day: date, years: int) -> date:
    """Return the same day of a later year; 28 February where that year has no 29th (Civil Code, article 202)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due.

    Attributes:
        at: The last instant that is in time.
        provisional: Whether it runs over days of a year whose notice is not out yet.
    """

    at: datetime
    provisional: bool = False


class Clock(Protocol):
    """How legal time passes."""

    def after(self, start: datetime, working_days: int) -> Deadline:
        """Return the deadline `working_days` after `start`."""

    def remaining(self, now: datetime, due: datetime) -> int:
        """Return how many working days are left at `now`, never below 1 while `due` is ahead, 0 past it."""

    def end_of(self, day: date, now: datetime) -> datetime:
        """Return the last instant of a day that was agreed on at `now`."""

    def start_of(self, day: date, now: datetime, since: date) -> datetime:
        """Return the first instant of a day that comes by itself after `since`, which was reached at `now`."""

    def working_day_from(self, day: date) -> date:
        """Return the day by which something agreed for `day` is in time: the next working day, where that is none."""

    def days_late(self, due: datetime, on: date, at: datetime) -> int:
        """Return the days, working or not, by which something is late that was due at `due`; 0 when it is in time.

        Args:
            due: The last instant that is in time.
            on: The day it was done.
            at: When we learned of it.
        """


@dataclass(frozen=True, slots=True)
class LegalCalendar:
    """Working days by the State Council's notices.

    Attributes:
        days: The days that differ from a plain Monday-to-Friday week.
        official_years: Years whose notice has been imported; a day of any other year is provisional.
    """

    days: Mapping[date, CalendarDay]
    official_years: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Tell whether `day` is a working day, as far as is known."""
        known = self.days.get(day)
        return known.kind is DayKind.WORKING if known else day.weekday() < SATURDAY

    def after(self, start: datetime, working_days: int) -> Deadline:
        """Return the end of the last of `working_days` working days after the day of `start`."""
        day = start.astimezone(BEIJING).date()
        provisional = False
        left = working_days
        while left > 0:
            day += timedelta(days=1)
            provisional = provisional or day.year not in self.official_years
            left -= self.is_working(day)
        return Deadline(datetime.combine(day, time(23, 59, 59), BEIJING), provisional)

    def remaining(self, now: datetime, due: datetime) -> int:
        """Return the working days after today up to and with the due day; 1 on the due day itself, 0 past it."""
        if now > due:
            return 0
        day, last = now.astimezone(BEIJING).date(), due.astimezone(BEIJING).date()
        left = 0
        while day < last:
            day += timedelta(days=1)
            left += self.is_working(day)
        return max(left, 1)

    def end_of(self, day: date, now: datetime) -> datetime:  # noqa: ARG002 - a day ends when it ends
        """Return the midnight that ends the day."""
        return datetime.combine(day, time(23, 59, 59), BEIJING)

    def start_of(self, day: date, now: datetime, since: date) -> datetime:  # noqa: ARG002 - a day begins when it begins
        """Return the midnight that begins the day."""
        return datetime.combine(day, time(), BEIJING)

    def working_day_from(self, day: date) -> date:
        """Return the day, or the next working day where it is none."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def days_late(self, due: datetime, on: date, at: datetime) -> int:  # noqa: ARG002 - the day itself counts, not when we learned of it
        """Return the days from the due day to the day it was done."""
        return max((on - due.astimezone(BEIJING).date()).days, 0)


@dataclass(frozen=True, slots=True)
class ScaledClock:
    """A clock whose working day lasts a fixed number of seconds: demonstrations and tests."""

    seconds: float

    def after(self, start: datetime, working_days: int) -> Deadline:
        """Return `working_days` such days after `start`."""
        return Deadline(start + timedelta(seconds=self.seconds * working_days))

    def remaining(self, now: datetime, due: datetime) -> int:
        """Return the days left, rounded up; 0 past the due time."""
        left = (due - now).total_seconds() / self.seconds
        return max(int(-(-left // 1)), 0)

    def end_of(self, day: date, now: datetime) -> datetime:
        """Return as many of these short days after `now` as there are real ones to `day`."""
        return now + timedelta(seconds=self.seconds * (day - now.astimezone(BEIJING).date()).days)

    def start_of(self, day: date, now: datetime, since: date) -> datetime:
        """Return as many of these short days after `now` as there are real ones from `since`: years go by in minutes."""
        return now + timedelta(seconds=self.seconds * max((day - since).days, 0))

    def working_day_from(self, day: date) -> date:
        """Return the day: all of them are working days here."""
        return day

    def days_late(self, due: datetime, on: date, at: datetime) -> int:  # noqa: ARG002 - a real day is longer than a demonstration
        """Return the whole short days from the due time to the time it was recorded."""
        return max(int((at - due).total_seconds() / self.seconds), 0)
