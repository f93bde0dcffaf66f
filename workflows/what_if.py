"""政策试算。A what-if: one long step that anybody who may see it can cancel, and a result that stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.signatures.what_if import END_WHAT_IF, TRY_WHAT_IF, WhatIfEnd, WhatIfOrder, WhatIfTried

from workflows.case.case import HEARTBEAT_TIMEOUT, PATIENT, WRITE_TIMEOUT

# A million rows and twenty steps take seconds; a machine that is busy with everything else may take many times as long.
LONGEST = timedelta(minutes=30)
# A worker that was killed, or a database that was away, costs another try; what fails so often fails for good.
TRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1), maximum_attempts=10
)


@workflow.defn(name="WhatIf")
class WhatIfWorkflow:
    """One what-if."""

    @workflow.run
    async def run(self, order: WhatIfOrder) -> WhatIfTried:
        """Have it tried; if it is cancelled or fails, say so where it is stored."""
        try:
            done: WhatIfTried = await workflow.execute_activity(
                TRY_WHAT_IF,
                order,
                result_type=WhatIfTried,
                start_to_close_timeout=LONGEST,
                heartbeat_timeout=HEARTBEAT_TIMEOUT,
                retry_policy=TRIES,
                cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
                summary=order.summary,
            )
        except (ActivityError, asyncio.CancelledError) as stopped:
            done = await self._end(order, cancelled=is_cancelled_exception(stopped))
        workflow.set_current_details(
            f"- {done.state}\n- 对象 rows: {done.cases:,}\n- 差额（分） difference in fen: {done.difference_fen:,}"
        )
        return done

    async def _end(self, order: WhatIfOrder, *, cancelled: bool) -> WhatIfTried:
        end = WhatIfEnd(order.what_if_id, cancelled, workflow.now())
        # Cancelled once, the workflow still has this to do.
        ended: WhatIfTried = await asyncio.shield(
            workflow.start_activity(
                END_WHAT_IF, end, result_type=WhatIfTried, start_to_close_timeout=WRITE_TIMEOUT, retry_policy=PATIENT, summary="结束 end"
            )
        )
        return ended
