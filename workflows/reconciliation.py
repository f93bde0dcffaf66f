"""对账。The nightly reconciliation with the treasury's statement of the day before; catches up, and never pays.

`reconciliation/<day>` reconciles one day: once when it is over, unless somebody asks for another look. What a Schedule starts has no
day: it finds out which one it is, and joins whoever reconciles it already.
"""

from __future__ import annotations

from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import SearchAttributeKey, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.reconciliation import RECONCILE_DAY, CaseToAsk, DayReconciled, DayToReconcile
    from policy.working_days import BEIJING

from workflows.case.case import HEARTBEAT_TIMEOUT, PATIENT
from workflows.case.children import start_child

# Longer than a statement of the largest size takes; a worker that dies is noticed by its heartbeats while it asks.
LONGEST = timedelta(minutes=10)
# When a Schedule meant it to start: after an outage that is days ago.
DUE_AT = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")


@workflow.defn(name="Reconciliation")
class ReconciliationWorkflow:
    """One reconciliation of one day."""

    @workflow.run
    async def run(self, day: date | None = None, again: bool = False) -> DayReconciled | None:  # noqa: FBT001, FBT002 - as it is sent
        """Reconcile a day; without one, the day before today in Beijing.

        Args:
            day: The day. One that is over is reconciled once: whoever asks later gets what was found.
            again: Whether it is looked at once more, since something was mended.

        Returns:
            What was found; None when somebody reconciles that day already.
        """
        if day is None:
            return await self._yesterday()
        done: DayReconciled = await workflow.execute_activity(
            RECONCILE_DAY,
            DayToReconcile(day, workflow.now(), again),
            result_type=DayReconciled,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            retry_policy=PATIENT,
            summary=f"{day}",
        )
        workflow.set_current_details(
            f"- 一致 matched: {done.matched}\n- 差异 differences: {done.differences}\n- 已自行一致 settled: {done.settled}"
        )
        for case in done.to_ask:
            await self._tell(case)
        # What was found becomes tasks of finance, and what has settled leaves their inboxes.
        await workflow.start_child_workflow(
            "PendingLook", id=f"pending-look/{workflow.info().run_id}", parent_close_policy=workflow.ParentClosePolicy.ABANDON
        )
        return done

    async def _yesterday(self) -> DayReconciled | None:
        due = workflow.info().typed_search_attributes.get(DUE_AT) or workflow.now()
        day = (due.astimezone(BEIJING) - timedelta(days=1)).date()
        try:
            done: DayReconciled = await workflow.execute_child_workflow(
                "Reconciliation",
                day,
                id=f"reconciliation/{day}",
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                result_type=DayReconciled,
                static_summary=f"{day}",
            )
        except WorkflowAlreadyStartedError:
            return None
        return done

    async def _tell(self, case: CaseToAsk) -> None:
        """Tell a case to ask the treasury. One that has ended is started again over its row, and asks first of all."""
        try:
            await workflow.get_external_workflow_handle(case.child.workflow_id).signal("nudge", case.about)
        except ApplicationError:
            await start_child(case.child, again=True)
