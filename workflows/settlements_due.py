"""月度结算。Each month the settlement of every platform with which vouchers were spent is drafted, and its papers are asked for."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.settlement import DRAFT_SETTLEMENTS, SettlementsDue

from workflows.case.case import PATIENT

LONGEST = timedelta(minutes=10)


@workflow.defn(name="SettlementsDue")
class SettlementsDueWorkflow:
    """One round."""

    @workflow.run
    async def run(self) -> int:
        """Draft what is to be asked for, and return how many were."""
        drafted: int = await workflow.execute_activity(
            DRAFT_SETTLEMENTS,
            SettlementsDue(workflow.now()),
            result_type=int,
            start_to_close_timeout=LONGEST,
            retry_policy=PATIENT,
            summary="月度结算 settlements of the month",
        )
        workflow.set_current_details(f"- 已生成草稿 drafted: {drafted}")
        return drafted
