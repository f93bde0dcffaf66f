"""对账。The nightly reconciliation with the treasury's statement of the day before; catches up, and never pays.

`reconciliation/<day>` reconciles one day, as often as it is asked to. What a Schedule starts has no day: it finds out which one it is,
and joins whoever reconciles it already.
"""

from __future__ import annotations

from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.reconciliation import RECONCILE_DAY, CaseToAsk, DayReconciled, DayToReconcile
    from policy.lifecycles.registry import LIFECYCLES
    from policy.working_days import BEIJING
    from workflows import search_attributes
    from workflows.case import ASK_TIMEOUT, PATIENT

# Longer than a statement of the largest size takes; a worker that dies is noticed by its heartbeats while it asks.
LONGEST = timedelta(minutes=10)


@workflow.defn(name="Reconciliation")
class ReconciliationWorkflow:
    """One reconciliation of one day."""

    @workflow.run
    async def run(self, day: date | None = None) -> DayReconciled | None:
        """Reconcile a day; without one, the day before today in Beijing.

        Returns:
            What was found; None when somebody reconciles that day already.
        """
        if day is None:
            return await self._yesterday()
        done: DayReconciled = await workflow.execute_activity(
            RECONCILE_DAY,
            DayToReconcile(day, workflow.now()),
            result_type=DayReconciled,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=ASK_TIMEOUT,
            retry_policy=PATIENT,
            summary=f"{day}",
        )
        workflow.set_current_details(
            f"- 一致 matched: {done.matched}\n- 差异 differences: {done.differences}\n- 已自行一致 settled: {done.settled}"
        )
        for case in done.to_ask:
            await self._tell(case)
        return done

    async def _yesterday(self) -> DayReconciled | None:
        day = (workflow.now().astimezone(BEIJING) - timedelta(days=1)).date()
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
        workflow_id = f"{case.start.process}/{case.start.number}"
        try:
            await workflow.get_external_workflow_handle(workflow_id).signal("nudge", case.about)
        except ApplicationError:
            await self._start_again(workflow_id, case)

    async def _start_again(self, workflow_id: str, case: CaseToAsk) -> None:
        await workflow.start_child_workflow(
            LIFECYCLES[case.start.process].workflow,
            case.start,
            id=workflow_id,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(search_attributes.ITEM, case.item_code),
                    SearchAttributePair(search_attributes.CLAUSE, case.clause),
                    SearchAttributePair(search_attributes.ENTERPRISE, case.enterprise_uscc),
                    SearchAttributePair(search_attributes.DEPARTMENT, case.department),
                    SearchAttributePair(search_attributes.YEAR, case.year),
                    SearchAttributePair(search_attributes.STAGE, case.stage),
                ]
            ),
            static_summary=f"{case.start.title} · {case.start.enterprise} · {case.start.number}",
        )
