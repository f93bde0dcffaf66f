"""受损的流程。Which processes somebody who reaches Temporal has put in the place of a case's own, or keeps from going on: they are ended.

Without the keys nobody acts for a case; but a process of another kind may be started under its id, an activity paused or sent where nobody
works, a process pinned to a version of a worker that nobody runs, and an answer given for one that no process reads. What stands in the way
of a case is ended, and its process is started again from what is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Final

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.case.case_start import AT_ONCE
from policy.processes.kernel.lifecycle import workflow_prefix
from policy.processes.registry import LIFECYCLES

KIND_OF: Final = {workflow_prefix(name): lifecycle.workflow for name, lifecycle in LIFECYCLES.items()}
"""By what the ids of a process begin with: which workflow it is."""
_APART: Final = {"reconciliation/": "Reconciliation", "commitment-check/": "CommitmentCheck", "open-data/": "OpenData"}
"""Of the processes that are no case's, those of which one runs at a time, and whoever asks for another joins it."""
# A process that a release makes fail is tried again as well: it is started again once it has failed this often in a row.
MOST_ATTEMPTS: Final = 3
_WHY: Final = "another process stood in the place of its case, or it was kept from going on"


def is_of_a_case(its: str, kind: str | None) -> bool:
    """Tell whether a workflow is the process of a case, as its id says and what it is."""
    return any(its.startswith(prefix) and kind == expected for prefix, expected in KIND_OF.items())


def is_of_its_kind(its: str, kind: str | None) -> bool:
    """Tell whether a workflow is the one that its id says, of a case or of those of which one runs at a time."""
    return is_of_a_case(its, kind) or any(its.startswith(prefix) and kind == expected for prefix, expected in _APART.items())


async def in_the_way(client: Client) -> set[str]:
    """Return the processes that run under an id of which there is one at a time, whichever they are."""
    running = client.list_workflows("ExecutionStatus = 'Running'", page_size=1_000)
    return {found.id async for found in running if found.id.startswith(tuple(_APART))}


async def end(client: Client, queue: str, workflows: Collection[str]) -> set[str]:
    """End those of some workflows that are another's, or that cannot go on, and name them."""
    room = asyncio.Semaphore(AT_ONCE)

    async def look(its: str) -> bool:
        async with room:
            handle = client.get_workflow_handle(its)
            try:
                described = await handle.describe()
                if described.status is not WorkflowExecutionStatus.RUNNING or not _is_harmed(described, queue):
                    return False
                await client.get_workflow_handle(its, run_id=described.run_id).terminate(_WHY)
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return False
                raise
            return True

    ordered = sorted(workflows)
    return {its for its, harmed in zip(ordered, await asyncio.gather(*map(look, ordered)), strict=True) if harmed}


def _is_harmed(described: WorkflowExecutionDescription, queue: str) -> bool:
    raw = described.raw_description
    strayed = any(one.paused or one.activity_options.task_queue.name not in {"", queue} for one in raw.pending_activities)
    is_ours = described.task_queue == queue and is_of_its_kind(described.id, described.workflow_type)
    # Our workers have no version: whatever is pinned to one is worked on by nobody.
    is_pinned = raw.workflow_execution_info.versioning_info.HasField("versioning_override")
    return strayed or is_pinned or not is_ours or raw.pending_workflow_task.attempt > MOST_ATTEMPTS
