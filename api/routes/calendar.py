"""工作日历。The calendar of working days, and the notices it is imported from."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path

from activities.signatures.calendar import CalendarDay, CalendarNotice
from api.schemas.calendar import CalendarDayShown, CalendarGiven, CalendarImportShown, CalendarShown
from api.web.permissions import Signed, may
from api.web.services import Served
from models.queries import calendar
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.text import Text
from policy.working_days import may_set

router = APIRouter(tags=["calendar"])
Year = Annotated[int, Path(description="年份，2022至2100 A year, 2022 to 2100")]
_FIRST, _LAST = 2022, 2100


@router.get("/calendar/{year}", operation_id="get_calendar", summary="工作日历 Working days", **may("public"))
async def get_calendar(year: Year, served: Served) -> CalendarShown:
    """Show the days of a calendar year that differ from the plain week, and whether its notice is out.

    Days of December may have been set by the notice for the year after.
    """
    _check_year(year)
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
    """Import the State Council's notice for a year, or the notice that changes it: it replaces what was known of that year.

    It may set days in the December before. Whatever is due and ends elsewhere by it, provisional or not, is counted again.
    """
    _check(year, given)
    days = [CalendarDay(day.day, day.kind, day.name) for day in given.days]
    done = await served.cases.import_calendar(CalendarNotice(year, given.document_no, days, actor))
    return CalendarImportShown.model_validate(done)


def _check_year(year: int) -> None:
    if not _FIRST <= year <= _LAST:
        outside = Text(f"应为{_FIRST}至{_LAST}之间的年份", f"must be a year from {_FIRST} to {_LAST}")
        raise Refusal(Code.INVALID_INPUT, Text("年份有误。", "The year is not one of the calendar."), [Fault("year", outside)])


def _check(year: int, given: CalendarGiven) -> None:
    _check_year(year)
    first, last = may_set(year)
    named: dict[date, int] = {}
    faults = []
    for place, day in enumerate(given.days):
        at = f"days[{place}].day"
        if not first <= day.day <= last:
            outside = Text(
                f"{in_chinese(day.day)}不在{in_chinese(first)}至{in_chinese(last)}之间", f"{day.day} is not between {first} and {last}"
            )
            faults.append(Fault(at, outside))
        elif day.day in named:
            before = f"days[{named[day.day]}].day"
            faults.append(Fault(at, Text(f"{in_chinese(day.day)}与{before}重复", f"{day.day} repeats {before}")))
        named.setdefault(day.day, place)
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("放假安排有误，未导入。", "The notice is not valid; nothing was imported."), faults)
