"""What falls due on a day off by the State Council's notices is in time on the next working day, and late from the day after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

import pytest

from models.tables import CalendarDate
from tests.office import Office
from tests.workflows.reclaim import AWARD, TERMS, day_of, paid_award, reclaim

HALF = AWARD // 2
MONDAY, WEDNESDAY, SATURDAY = 0, 2, 5
# The day that was agreed, the last that is in time, and the days that differ from the plain week.
Days: TypeAlias = tuple[date, date, dict[date, str]]


def weekday_from(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def worked_saturday(year: int) -> Days:
    """Return a Saturday that is worked: what is due then is due then."""
    saturday = weekday_from(date(year, 3, 1), SATURDAY)
    return saturday, saturday, {saturday: "working"}


def holidays(year: int) -> Days:
    """Return the first of three days off, from a Wednesday on: the next working day is the Monday."""
    wednesday = weekday_from(date(year, 4, 1), WEDNESDAY)
    return wednesday, wednesday + timedelta(days=5), {wednesday + timedelta(days=ahead): "off" for ahead in range(3)}


def holidays_with_a_worked_sunday(year: int) -> Days:
    """Return the last of three days off, before a Sunday that is worked for them."""
    first, _, off = holidays(year)
    return first + timedelta(days=2), first + timedelta(days=4), off | {first + timedelta(days=4): "working"}


def turn_of_the_year(year: int) -> Days:
    """Return the last day of a year, off as all days until 8 January are: what comes after is a plain week."""
    first, after = date(year, 12, 31), date(year + 1, 1, 9)
    in_time = weekday_from(after, MONDAY) if after.weekday() >= SATURDAY else after
    return first, in_time, {first + timedelta(days=ahead): "off" for ahead in range(9)}


@pytest.mark.parametrize("days_late", [0, 1])
@pytest.mark.parametrize("days", [worked_saturday, holidays, holidays_with_a_worked_sunday, turn_of_the_year])
async def test_instalment_due_on_a_day_off_is_in_time_until_the_next_working_day(
    skipping: Office, days: Callable[[int], Days], days_late: int
) -> None:
    claim = await reclaim(skipping, await paid_award(skipping, terms=TERMS))
    start = await day_of(skipping, claim.case)
    agreed, in_time, differing = days(start.year + 2)
    notice = {"status": "official", "name": "演示安排"}
    # A turn of the year is set by the notice of the year that begins.
    year = max(day.year for day in differing)
    await skipping.add(*(CalendarDate(day=day, notice_year=year, kind=kind, **notice) for day, kind in differing.items()))
    await claim.in_instalments((agreed, HALF), (agreed + timedelta(days=90), HALF))
    assert (await claim.instalments())[0].due_on == in_time
    paid_on = in_time + timedelta(days=days_late)
    await claim.case.skip(timedelta(days=(paid_on - await day_of(skipping, claim.case)).days))
    await claim.repay(HALF, paid_on)
    assert (await claim.row()).interest_fen == HALF * 5 * days_late // 10_000
