"""每日汇总。Each morning whoever wants one e-mail a day gets it."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.digest import WRITE_DIGESTS, DigestOrder, DigestsWritten

from workflows.case.case import HEARTBEAT_TIMEOUT, PATIENT

LONGEST = timedelta(hours=1)


@workflow.defn(name="Digests")
class DigestsWorkflow:
    """The digests of a day."""

    @workflow.run
    async def run(self) -> DigestsWritten:
        """Have them written, and return how many there are."""
        done: DigestsWritten = await workflow.execute_activity(
            WRITE_DIGESTS,
            DigestOrder(workflow.now()),
            result_type=DigestsWritten,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            retry_policy=PATIENT,
            summary="每日汇总 daily digests",
        )
        workflow.set_current_details(f"- 汇总 digests: {done.digests}")
        return done
