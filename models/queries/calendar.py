"""工作日历的查询。Reads of the calendar of working days, and of what was counted by it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import CalendarDate, CalendarYear, Case, Notice, Task
from policy.processes.notice.states import NoticeState
from policy.working_days import BEIJING, CalendarDay, Clock, DayKind, LegalCalendar, ScaledClock


async def legal_calendar(session: AsyncSession, from_year: int) -> LegalCalendar:
    """Return the calendar as it stands, from a year on. Of two notices that set the same day, that of the later year stands."""
    query = select(CalendarDate).where(CalendarDate.day >= date(from_year, 1, 1)).order_by(CalendarDate.notice_year)
    days = (await session.scalars(query)).all()
    years = (await session.scalars(select(CalendarYear.year))).all()
    return LegalCalendar({day.day: CalendarDay(DayKind(day.kind), day.status == "official") for day in days}, frozenset(years))


async def clock(session: AsyncSession, from_year: int, working_day_seconds: float | None) -> Clock:
    """Return the clock deadlines and lateness are counted with, by the calendar as it stands from a year on.

    Args:
        session: The database.
        from_year: The first year that is looked at.
        working_day_seconds: How long a working day lasts, where that is not legal time.
    """
    return await legal_calendar(session, from_year) if working_day_seconds is None else ScaledClock(working_day_seconds)


async def of_year(session: AsyncSession, year: int) -> tuple[CalendarYear | None, Sequence[CalendarDate]]:
    """Return a year's notice, if it is known, and the days of the calendar year that differ from the plain week."""
    notice = (await session.scalars(select(CalendarYear).where(CalendarYear.year == year))).one_or_none()
    within = CalendarDate.day.between(date(year, 1, 1), date(year, 12, 31))
    order = (CalendarDate.day, CalendarDate.notice_year.desc())
    return notice, (await session.scalars(select(CalendarDate).ext(distinct_on(CalendarDate.day)).where(within).order_by(*order))).all()


async def notices(session: AsyncSession) -> Sequence[CalendarYear]:
    """Return the notices that are known, of all years."""
    return (await session.scalars(select(CalendarYear).order_by(CalendarYear.year))).all()


async def days_of_notice(session: AsyncSession, year: int) -> dict[date, tuple[str, str]]:
    """Return kind and name of every day that is set apart by the notice of a year, or was guessed of it."""
    days = (await session.scalars(select(CalendarDate).where(CalendarDate.notice_year == year))).all()
    return {day.day: (day.kind, day.name) for day in days}


class Count(NamedTuple):
    """The legal time of an open task or a running notice, as it was counted."""

    process: str
    number: str
    case_id: uuid.UUID
    clock_from: datetime
    working_days: int
    end: datetime
    provisional: bool


async def counts_over(session: AsyncSession, first: date, last: date) -> Sequence[Count]:
    """Return the counts of open tasks and running notices that run over some of the days from `first` to `last`."""
    begins, ends = datetime.combine(first, time(), BEIJING), datetime.combine(last + timedelta(days=1), time(), BEIJING)
    of_tasks = (
        select(Case.process, Case.number, Case.id, Task.clock_from, Task.working_days, Task.due_at, Task.due_provisional)
        .join(Task, Task.case_id == Case.id)
        # What is due on a day that was agreed was not counted.
        .where(Task.closed_at.is_(None), Task.working_days > 0, Task.due_at >= begins, Task.clock_from < ends)
    )
    of_notices = (
        select(Case.process, Case.number, Case.id, Notice.clock_from, Notice.working_days, Notice.until, Notice.until_provisional)
        .join(Notice, Notice.case_id == Case.id)
        .where(Notice.state == NoticeState.OPEN, Notice.until >= begins, Notice.clock_from < ends)
    )
    return [Count._make(row) for query in (of_tasks, of_notices) for row in await session.execute(query)]
