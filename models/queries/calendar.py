"""工作日历的查询。Reads of the calendar of working days, and of the cases that wait for a year's notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import CalendarDate, CalendarYear, Case, Notice, Task
from policy.processes.notice.states import NoticeState


async def known_since(session: AsyncSession, from_year: int) -> tuple[dict[date, CalendarDate], frozenset[int]]:
    """Return the days that differ from the plain week from a year on, and the years whose notice is known."""
    days = (await session.scalars(select(CalendarDate).where(CalendarDate.day >= date(from_year, 1, 1)))).all()
    years = (await session.scalars(select(CalendarYear.year))).all()
    return {day.day: day for day in days}, frozenset(years)


async def of_year(session: AsyncSession, year: int) -> tuple[CalendarYear | None, Sequence[CalendarDate]]:
    """Return a year's notice, if it is known, and the days that differ from the plain week."""
    notice = (await session.scalars(select(CalendarYear).where(CalendarYear.year == year))).one_or_none()
    within = CalendarDate.day.between(date(year, 1, 1), date(year, 12, 31))
    return notice, (await session.scalars(select(CalendarDate).where(within).order_by(CalendarDate.day))).all()


async def cases_with_provisional_deadlines(session: AsyncSession) -> Sequence[str]:
    """Return the workflow ids of the cases with an open task or a running notice whose end is provisional."""
    workflow_id = Case.process + "/" + Case.number
    query = (
        select(workflow_id)
        .outerjoin(Task, and_(Task.case_id == Case.id, Task.closed_at.is_(None), Task.due_provisional))
        .outerjoin(Notice, and_(Notice.case_id == Case.id, Notice.state == NoticeState.OPEN, Notice.until_provisional))
        .where(or_(Task.id.is_not(None), Notice.id.is_not(None)))
        .distinct()
        .order_by(workflow_id)
    )
    return (await session.scalars(query)).all()
