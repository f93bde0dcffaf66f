"""工作日历。The calendar of working days, and the notices it is imported from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path

from activities.signatures.calendar import CalendarDay, CalendarNotice
from api.schemas.calendar import CalendarDayShown, CalendarGiven, CalendarImportShown, CalendarShown
from api.web.permissions import Signed, may
from api.web.services import Served
from models.queries import calendar
from models.tables import CalendarYear
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_document
from policy.text import Text
from policy.working_days import SATURDAY, DayKind, LegalCalendar, may_set
from policy.working_days import CalendarDay as CalendarDayKnown

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

    It may set days in the December before. Whatever is due and ends elsewhere by it, provisional or not, is counted again. A notice
    that was imported for another year, or that leaves a month without a working day, is refused.
    """
    _check(year, given)
    async with served.database.reading() as session:
        notices = await calendar.notices(session)
        stands = await calendar.days_of_notice(session, year)
    _check_number(year, given.document_no, notices)
    days = [CalendarDay(day.day, day.kind, day.name) for day in given.days]
    done = await served.cases.import_calendar(CalendarNotice(year, given.document_no, days, actor, datetime.now(UTC)))
    is_known = any((notice.year, notice.document_no) == (year, given.document_no) for notice in notices)
    changed = not is_known or stands != {day.day: (day.kind, day.name) for day in given.days}
    return CalendarImportShown(year=done.year, days=done.days, changed=changed, recomputed=done.recomputed)


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
    faults = faults or _checked_whole(year, given)
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("放假安排有误，未导入。", "The notice is not valid; nothing was imported."), faults)


def _checked_whole(year: int, given: CalendarGiven) -> list[Fault]:
    """Return what no notice says: that a day works which works anyway, or that a month has no working day."""
    faults = []
    for place, day in enumerate(given.days):
        # The notice of the year after may make a day of December work that its own year's has off.
        if day.kind == "working" and day.day.year == year and day.day.weekday() < SATURDAY:
            words = Text(f"{in_chinese(day.day)}不是周末，无需调休上班", f"{day.day} is no day of a weekend, and works anyway")
            faults.append(Fault(f"days[{place}].day", words))
    plan = LegalCalendar({day.day: CalendarDayKnown(DayKind(day.kind), official=True) for day in given.days}, frozenset({year}))
    whole = [date(year, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    working = {each.month for each in whole if plan.is_working(each)}
    if idle := [month for month in range(1, 13) if month not in working]:
        months = "、".join(f"{month}月" for month in idle)
        words = Text(
            f"按此安排，{year}年{months}没有工作日", f"it leaves month {', '.join(map(str, idle))} of {year} without a working day"
        )
        faults.append(Fault("days", words))
    return faults


def _check_number(year: int, document_no: str, notices: Sequence[CalendarYear]) -> None:
    folded = fold_document(document_no)
    for notice in notices:
        if notice.year != year and fold_document(notice.document_no) == folded:
            known = Text(
                f"该文号是{notice.year}年的放假安排（{notice.document_no}），已经导入",
                f"Under this number the notice for {notice.year} ({notice.document_no}) was imported",
            )
            raise Refusal(Code.DUPLICATE, known, [Fault("document_no", known)])
