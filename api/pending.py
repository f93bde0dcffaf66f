"""待办事项。How the API has what was just entered become a task, and what was just ended leave the inboxes."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

from fastapi.responses import JSONResponse
from temporalio.service import RPCError

from api.web.idempotency import Answer, Once
from models.session import Session
from workflows.pending import PendingLookWorkflow

# What is kept is kept: nobody waits long for what a Schedule does as well.
PATIENCE = timedelta(seconds=2)


async def looked_at(once: Once, run: Callable[[Session], Awaitable[Answer]]) -> JSONResponse:
    """Enter or end something in one transaction, once, and have what waits looked at.

    Where Temporal is silent the answer is the same: the Schedule `pending` looks, too.
    """
    answer = await once.in_transaction(run)
    cases = once.served.cases
    with contextlib.suppress(RPCError, RuntimeError, asyncio.TimeoutError):
        await cases.client.start_workflow(
            PendingLookWorkflow.run,
            # One of its own: a look that runs already may have read before this was kept.
            id=f"pending-look/{uuid.uuid4().hex}",
            task_queue=cases.task_queue,
            static_summary="待办事项 what waits for somebody",
            rpc_timeout=PATIENCE,
        )
    return answer
