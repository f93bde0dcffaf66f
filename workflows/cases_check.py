"""案件核对。The check of the running processes against the cases as they are stored: when a worker starts, nightly, and by command."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case_check import CHECK_CASES, CasesChecked

from workflows.case.case import HEARTBEAT_TIMEOUT, PATIENT

LONGEST = timedelta(hours=2)


@workflow.defn(name="CasesCheck")
class CasesCheckWorkflow:
    """One check."""

    @workflow.run
    async def run(self) -> CasesChecked:
        """Check every case and every Schedule."""
        found: CasesChecked = await workflow.execute_activity(
            CHECK_CASES,
            result_type=CasesChecked,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            retry_policy=PATIENT,
            summary="案件核对 check of cases",
        )
        workflow.set_current_details(
            f"- 在办案件 open: {found.open_cases}\n- 重新启动 started again: {len(found.started)}"
            f"\n- 多余流程 surplus: {len(found.surplus)}\n- 已恢复定时任务 schedules mended: {len(found.schedules)}"
        )
        return found
