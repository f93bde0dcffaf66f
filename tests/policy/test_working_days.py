"""Working days by the State Council's notices, with holidays and make-up days, in Beijing time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.working_days import BEIJING, CalendarDay, DayKind, Deadline, LegalCalendar, ScaledClock

# The National Day of 2026: off from Thursday 1 to Wednesday 7 October, with Saturday 10 October worked for it.
OFF = (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7))
CALENDAR = LegalCalendar(
    {day: CalendarDay(DayKind.OFF, official=True) for day in OFF}
    | {date(2026, 10, 10): CalendarDay(DayKind.WORKING, official=True)}
    | {date(2027, 1, 1): CalendarDay(DayKind.OFF, official=False)},
    frozenset({2026}),
)


def noon(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 12, tzinfo=BEIJING)


def end_of(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 23, 59, 59, tzinfo=BEIJING)


def instants(days: int) -> st.SearchStrategy[datetime]:
    """Return any second of that many days from the beginning of 2026."""
    return st.integers(0, days * 86_400).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (noon(9, 14), 1, end_of(9, 15)),
        (noon(9, 18), 1, end_of(9, 21)),
        (noon(9, 19), 1, end_of(9, 21)),
        (noon(9, 14), 5, end_of(9, 21)),
        (noon(9, 30), 1, end_of(10, 8)),
        (noon(9, 30), 3, end_of(10, 10)),
        (noon(9, 30), 4, end_of(10, 12)),
        (noon(9, 14), 0, end_of(9, 14)),
    ],
)
def test_deadline_skips_weekends_and_holidays_and_counts_make_up_days(start: datetime, days: int, due: datetime) -> None:
    assert CALENDAR.after(start, days) == Deadline(due)


def test_day_is_that_of_beijing_when_the_instant_is_given_in_another_zone() -> None:
    # Half past midnight on the 15th in Beijing.
    assert CALENDAR.after(datetime(2026, 9, 14, 16, 30, tzinfo=UTC), 1).at == end_of(9, 16)


def test_deadline_is_provisional_when_it_runs_over_a_year_without_a_notice() -> None:
    assert CALENDAR.after(noon(12, 30), 2) == Deadline(end_of(1, 4, 2027), provisional=True)


def test_deadline_is_official_when_it_ends_on_the_last_day_of_a_known_year() -> None:
    assert CALENDAR.after(noon(12, 30), 1) == Deadline(end_of(12, 31))


@pytest.mark.parametrize(
    ("now", "left"),
    [(noon(9, 14), 5), (noon(9, 18), 1), (noon(9, 20), 1), (noon(9, 21), 1), (end_of(9, 21) + timedelta(seconds=1), 0)],
)
def test_remaining_counts_the_working_days_after_today(now: datetime, left: int) -> None:
    assert CALENDAR.remaining(now, end_of(9, 21)) == left


@given(
    start=instants(300),
    days=st.integers(1, 40),
    passed=st.integers(0, 60),
)
def test_clock_that_was_paused_never_gains_a_day(start: datetime, days: int, passed: int) -> None:
    due = CALENDAR.after(start, days).at
    now = start + timedelta(days=passed)
    left = CALENDAR.remaining(now, due)
    assert 0 <= left <= days
    if left:
        # The last day is given again where a pause ends on it; nothing else is.
        assert CALENDAR.after(now, left).at <= max(due, CALENDAR.after(now, 1).at)


@given(start=instants(1000), days=st.integers(0, 40))
def test_deadline_ends_on_a_working_day_and_more_days_end_later(start: datetime, days: int) -> None:
    due = CALENDAR.after(start, days)
    assert due.at.time() == end_of(1, 1).time()
    assert CALENDAR.after(start, days + 1).at > due.at
    assert CALENDAR.is_working(CALENDAR.after(start, days + 1).at.date())


def test_scaled_day_lasts_its_seconds() -> None:
    clock = ScaledClock(0.5)
    assert clock.after(noon(9, 14), 4) == Deadline(noon(9, 14) + timedelta(seconds=2))


@pytest.mark.parametrize(("seconds", "left"), [(0.0, 4), (0.4, 4), (0.5, 3), (1.9, 1), (2.0, 0), (9.0, 0)])
def test_scaled_remaining_is_rounded_up(seconds: float, left: int) -> None:
    clock = ScaledClock(0.5)
    assert clock.remaining(noon(9, 14) + timedelta(seconds=seconds), noon(9, 14) + timedelta(seconds=2)) == left


def test_agreed_day_ends_at_midnight() -> None:
    assert CALENDAR.end_of(noon(9, 20).date(), noon(9, 14)) == end_of(9, 20)


@pytest.mark.parametrize(
    ("month", "agreed", "in_time"),
    # A Friday; a weekend; a day off in the week; a Saturday that is worked; the holidays of October.
    [(9, 18, (9, 18)), (9, 19, (9, 21)), (9, 20, (9, 21)), (10, 1, (10, 8)), (10, 7, (10, 8)), (10, 10, (10, 10)), (10, 11, (10, 12))],
)
def test_what_is_due_on_a_day_off_is_in_time_on_the_next_working_day(month: int, agreed: int, in_time: tuple[int, int]) -> None:
    assert CALENDAR.working_day_from(noon(month, agreed).date()) == date(2026, *in_time)


@pytest.mark.parametrize(("done", "days"), [(19, 0), (20, 0), (21, 1), (22, 2)])
def test_lateness_is_counted_in_days_working_or_not(done: int, days: int) -> None:
    assert CALENDAR.days_late(end_of(9, 20), noon(9, done).date(), noon(9, 30)) == days


def test_scaled_day_that_was_agreed_is_as_many_short_days_away() -> None:
    assert ScaledClock(0.5).end_of(noon(9, 18).date(), noon(9, 14)) == noon(9, 14) + timedelta(seconds=2)


def test_day_begins_at_its_midnight() -> None:
    assert CALENDAR.start_of(date(2026, 9, 18), noon(9, 14), date(2026, 1, 1)) == datetime(2026, 9, 18, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("since", "seconds"), [(date(2026, 9, 18), 0), (date(2026, 9, 17), 0.5), (date(2025, 9, 18), 182.5), (date(2026, 9, 19), 0)]
)
def test_scaled_day_comes_as_many_short_days_after_the_one_before(since: date, seconds: float) -> None:
    assert ScaledClock(0.5).start_of(date(2026, 9, 18), noon(9, 14), since) == noon(9, 14) + timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "days"), [(-1.0, 0), (0.0, 0), (0.4, 0), (0.5, 1), (1.4, 2)])
def test_scaled_lateness_is_counted_in_whole_short_days(seconds: float, days: int) -> None:
    assert ScaledClock(0.5).days_late(noon(9, 14), noon(9, 14).date(), noon(9, 14) + timedelta(seconds=seconds)) == days
