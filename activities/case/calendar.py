"""节假日安排的活动。Storing the State Council's notice for a year, and finding whose legal time it changes."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.attestation import noted
from activities.case.automatic_steps import refusing
from activities.case.deployment import Deployment
from activities.signatures.calendar import IMPORT_CALENDAR, AffectedCases, CalendarNotice
from models.commands import calendar as commands
from models.queries import calendar
from policy.processes.kernel.lifecycle import workflow_id
from policy.working_days import Deadline, may_set


@dataclass(frozen=True, slots=True)
class CalendarActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=IMPORT_CALENDAR)
    async def import_calendar(self, notice: CalendarNotice) -> AffectedCases:
        """Replace what is known of a year by a notice the API vouches for and that was not asked for before the one that stands."""
        return await refusing(noted(self.deployment.database, self._import(notice)))

    async def _import(self, notice: CalendarNotice) -> AffectedCases:
        """Replace what is known of a year, and say which cases count to another end by it than the one they have, also an official one.

        A try whose answer was lost finds the same cases again, unless they have been told.
        """
        self.deployment.attestations.require_start(notice.workflow_id, notice.as_message(), notice.attestation)
        days = {day.day: (day.kind, day.name) for day in notice.days}
        first, last = may_set(notice.year)
        async with self.deployment.database.writing() as session:
            await commands.exclude_counting(session)
            await commands.replace_notice(session, notice.year, notice.document_no, days, (notice.actor.subject, notice.asked_at))
            counts = await calendar.counts_over(session, first, last)
            clock = await self.deployment.clock(session, min((count.clock_from.year for count in counts), default=notice.year))
        moved = {
            workflow_id(count.process, count.number, count.case_id)
            for count in counts
            if clock.after(count.clock_from, count.working_days) != Deadline(count.end, count.provisional)
        }
        return AffectedCases(sorted(moved))
