"""导入放假安排。The import of the State Council's notice for a year, after which cases compute their deadlines again."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.calendar import IMPORT_CALENDAR, AffectedCases, CalendarImported, CalendarNotice


@workflow.defn(name="CalendarImport")
class CalendarImportWorkflow:
    """One import of one year's notice."""

    @workflow.run
    async def run(self, notice: CalendarNotice) -> CalendarImported:
        """Store the notice and signal the affected cases."""
        affected = await workflow.execute_activity(
            IMPORT_CALENDAR,
            notice,
            result_type=AffectedCases,
            start_to_close_timeout=timedelta(minutes=1),
            summary=f"{notice.document_no}",
        )
        told = 0
        for workflow_id in affected.workflow_ids:
            told += await self._tell(workflow_id)
        return CalendarImported(year=notice.year, days=len(notice.days), recomputed=told)

    async def _tell(self, workflow_id: str) -> int:
        try:
            await workflow.get_external_workflow_handle(workflow_id).signal("deadlines_changed")
        except ApplicationError:
            # It ended between the read and the signal; an ended case has no deadline.
            return 0
        return 1
