"""试算的启动。How the API has a what-if tried, and cancels one."""

from __future__ import annotations

from temporalio.client import WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.signatures.what_if import WhatIfOrder, WhatIfTried, what_if_workflow_id
from api.answers import answer_of
from api.temporal import RPC_TIMEOUT, Cases
from workflows.what_if import WhatIfWorkflow


async def start(cases: Cases, order: WhatIfOrder) -> WorkflowHandle[WhatIfWorkflow, WhatIfTried]:
    """Have a stored what-if tried, or join whoever tries it.

    Raises:
        Refusal: `busy`, while Temporal is not there.
    """
    return await answer_of(
        cases.client.start_workflow(
            WhatIfWorkflow.run,
            order,
            id=what_if_workflow_id(order.what_if_id),
            task_queue=cases.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=order.summary,
            rpc_timeout=RPC_TIMEOUT,
        ),
        RPC_TIMEOUT,
        cases.is_ready,
    )


async def cancel(cases: Cases, order: WhatIfOrder) -> None:
    """Cancel a what-if that is stored as running; one whose process is gone is begun again, to be ended by it.

    Raises:
        Refusal: `busy`, while Temporal is not there; `process_ended`, when it has just ended.
    """
    handle = await start(cases, order)
    await answer_of(handle.cancel(rpc_timeout=RPC_TIMEOUT), RPC_TIMEOUT, cases.is_ready)
