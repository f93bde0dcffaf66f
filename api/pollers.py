"""轮询者。Who asks Temporal for the work of a task queue: a worker has no port to knock on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeTaskQueueResponse,
    SetWorkerDeploymentCurrentVersionRequest,
    SetWorkerDeploymentRampingVersionRequest,
)
from temporalio.client import Client

log = structlog.get_logger()
# A poll stays open for a minute at most; a worker that was not heard of for longer is stuck or gone.
SILENCE = timedelta(minutes=2)


async def is_polling(client: Client, task_queue: str, host: str = "") -> bool:
    """Tell whether a worker polls `task_queue` for workflow tasks and is given them, on `host` or anywhere."""
    described = await _described(client, task_queue)
    if _deployments(described):
        return False
    since = datetime.now(UTC) - SILENCE
    # The SDK calls itself process@host.
    return any(
        poller.identity.endswith("@" + host if host else "") and poller.last_access_time.ToDatetime(UTC) > since
        for poller in described.pollers
    )


async def take_back(client: Client, task_queue: str) -> list[str]:
    """Have a queue's tasks given to our workers again, and return the deployments they were, or were to be, given to instead.

    Ours have no version. Whoever reaches Temporal can name one that takes all tasks from them, and need not run it.
    """
    found = _deployments(await _described(client, task_queue))
    for name in found:
        service, where, soon = client.workflow_service, client.namespace, timedelta(seconds=5)
        none_ramping = SetWorkerDeploymentRampingVersionRequest(namespace=where, deployment_name=name, ignore_missing_task_queues=True)
        await service.set_worker_deployment_ramping_version(none_ramping, timeout=soon)
        none_current = SetWorkerDeploymentCurrentVersionRequest(namespace=where, deployment_name=name, ignore_missing_task_queues=True)
        await service.set_worker_deployment_current_version(none_current, timeout=soon)
        log.warning("task_queue_taken_back", deployment=name)
    return found


async def _described(client: Client, task_queue: str) -> DescribeTaskQueueResponse:
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    return await client.workflow_service.describe_task_queue(request, timeout=timedelta(seconds=5))


def _deployments(described: DescribeTaskQueueResponse) -> list[str]:
    routing = described.versioning_info
    named = routing.current_deployment_version.deployment_name, routing.ramping_deployment_version.deployment_name
    return sorted({name for name in named if name})
