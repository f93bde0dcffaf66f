"""节假日安排的活动。Storing the State Council's notice for a year, which turns provisional days into official ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from temporalio import activity

from activities.case.deployment import Deployment
from activities.signatures.calendar import IMPORT_CALENDAR, AffectedCases, CalendarNotice
from models.queries import calendar
from models.tables import CalendarDate, CalendarYear


@dataclass(frozen=True, slots=True)
class CalendarActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=IMPORT_CALENDAR)
    async def import_calendar(self, notice: CalendarNotice) -> AffectedCases:
        """Replace what is known of a year, and say which cases counted on it provisionally."""
        async with self.deployment.database.writing() as session:
            workflow_ids = await calendar.cases_with_provisional_deadlines(session)
            await session.execute(delete(CalendarDate).where(CalendarDate.day.between(date(notice.year, 1, 1), date(notice.year, 12, 31))))
            session.add_all(CalendarDate(day=day.day, kind=day.kind, status="official", name=day.name) for day in notice.days)
            values = {"document_no": notice.document_no, "imported_by": notice.actor.subject}
            await session.execute(
                insert(CalendarYear)
                .values(year=notice.year, **values)
                .on_conflict_do_update(index_elements=[CalendarYear.year], set_=values)
            )
        return AffectedCases(list(workflow_ids))
