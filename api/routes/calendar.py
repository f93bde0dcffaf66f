"""工作日历。The calendar of working days, and the notices it is imported from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from activities.signatures.calendar import CalendarDay, CalendarNotice
from api.schemas.calendar import CalendarDayShown, CalendarGiven, CalendarImportShown, CalendarShown
from api.web.permissions import Signed, may
from api.web.services import Served
from models.queries import calendar
from policy.errors import Code, Fault, Refusal
from policy.text import Text

router = APIRouter(tags=["calendar"])
Year = Annotated[int, Path(ge=2022, le=2100)]


@router.get("/calendar/{year}", operation_id="get_calendar", summary="工作日历 Working days", **may("public"))
async def get_calendar(year: Year, served: Served) -> CalendarShown:
    """Show the days of a year that differ from the plain week, and whether its notice is out."""
    async with served.database.reading() as session:
        notice, days = await calendar.of_year(session, year)
    return CalendarShown(
        year=year,
        official=notice is not None,
        document_no=notice.document_no if notice else None,
        days=[CalendarDayShown.model_validate(day) for day in days],
    )


@router.put("/calendar/{year}", operation_id="import_calendar", summary="导入放假安排 Import a year's notice", **may("calendar:import"))
async def import_calendar(year: Year, given: CalendarGiven, served: Served, actor: Signed) -> CalendarImportShown:
    """Import the State Council's notice for a year; provisional deadlines are computed again."""
    if outside := [day.day for day in given.days if day.day.year != year]:
        message = Text(f"{outside[0]} 不在 {year} 年", f"{outside[0]} is not in {year}")
        raise Refusal(Code.INVALID_INPUT, message, [Fault("days", message)])
    if len({day.day for day in given.days}) < len(given.days):
        message = Text("日期重复", "A day is named twice")
        raise Refusal(Code.INVALID_INPUT, message, [Fault("days", message)])
    days = [CalendarDay(day.day, day.kind, day.name) for day in given.days]
    done = await served.cases.import_calendar(CalendarNotice(year, given.document_no, days, actor))
    return CalendarImportShown.model_validate(done)
