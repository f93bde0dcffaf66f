"""What somebody who reaches Temporal, but not the database, can do to a case, and what a restore of Temporal does to it."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    PauseActivityRequest,
    ResetWorkflowExecutionRequest,
    RespondActivityTaskCompletedByIdRequest,
)
from temporalio.client import WorkflowFailureError

from activities.case.harmed import MOST_ATTEMPTS
from activities.signatures.case_check import CasesChecked
from api.temporal import Cases
from tests.office import Case, Office, until

Harm: TypeAlias = Callable[[Case], Awaitable[None]]


async def terminated(case: Case) -> None:
    """End its process."""
    await case.handle.terminate("一时疏忽")
    await _is_gone(case)


async def cancelled(case: Case) -> None:
    """Have its process end itself."""
    await case.handle.cancel()
    with suppress(WorkflowFailureError):
        await case.handle.result()
    await _is_gone(case)


async def deleted(case: Case) -> None:
    """Forget its process, with all that is known of it."""
    client = case.office.client
    execution = WorkflowExecution(workflow_id=case.handle.id)
    await client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=execution)
    )
    await _is_gone(case)


async def put_back(case: Case) -> None:
    """Put its process back to its beginning, as a restore of an older backup does: nothing that came since is known to it."""
    client = case.office.client

    async def begun() -> int | None:
        done = [
            event async for event in case.handle.fetch_history_events() if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
        ]
        return done[0].event_id if done else None

    first = await until(begun, "its beginning")
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case.handle.id),
            reason="一时疏忽",
            workflow_task_finish_event_id=first,
            request_id=uuid.uuid4().hex,
        )
    )


async def usurped(case: Case) -> None:
    """Start a process of another kind under its id, which nobody works on."""
    await terminated(case)
    await case.office.client.start_workflow("Other", id=case.handle.id, task_queue="nowhere")


async def taken_over(case: Case) -> None:
    """Start a process of another kind under its id that is the worker's own."""
    await terminated(case)
    await case.office.client.start_workflow("PendingLook", id=case.handle.id, task_queue="nowhere")


async def paused(case: Case) -> None:
    """Pause what it waits for."""
    client, waits = case.office.client, await _waits_for(case)
    execution = WorkflowExecution(workflow_id=case.handle.id)
    await client.workflow_service.pause_activity(PauseActivityRequest(namespace=client.namespace, execution=execution, id=waits))


async def misanswered(case: Case) -> None:
    """Answer what it waits for with something no process can read."""
    client, waits = case.office.client, await _waits_for(case)
    result = Payloads(payloads=[Payload(metadata={"encoding": b"binary/other"}, data=b"{}")])
    await client.workflow_service.respond_activity_task_completed_by_id(
        RespondActivityTaskCompletedByIdRequest(
            namespace=client.namespace, workflow_id=case.handle.id, activity_id=waits, result=result, identity="somebody"
        )
    )

    async def fails() -> bool | None:
        return (await case.handle.describe()).raw_description.pending_workflow_task.attempt > MOST_ATTEMPTS or None

    await until(fails, "that it fails again and again")


async def _waits_for(case: Case) -> str:
    (waits,) = (await case.handle.describe()).raw_description.pending_activities
    return str(waits.activity_id)


async def check(office: Office) -> CasesChecked:
    """Check the processes of an office, as its workers do."""
    return await Cases(office.client, office.settings.task_queue, office.database).check()


async def running(office: Office) -> set[str]:
    """Return the processes that run, as far as they can be listed."""
    query = f"ExecutionStatus = 'Running' AND TaskQueue = '{office.settings.task_queue}'"
    return {found.id async for found in office.client.list_workflows(query)}


async def _is_gone(case: Case) -> None:
    async def gone() -> bool | None:
        return case.handle.id not in await running(case.office) or None

    await until(gone, f"the end of {case.handle.id}")
