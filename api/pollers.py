"""轮询者。Who asks Temporal for the work of a task queue: a worker has no port to knock on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

# A poll stays open for a minute at most; a worker that was not heard of for longer is stuck or gone.
SILENCE = timedelta(minutes=2)


async def is_polling(client: Client, task_queue: str, host: str = "") -> bool:
    """Tell whether a worker polls `task_queue` for workflow tasks, on `host` or anywhere."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    described = await client.workflow_service.describe_task_queue(request, timeout=timedelta(seconds=5))
    since = datetime.now(UTC) - SILENCE
    # The SDK calls itself process@host.
    return any(
        poller.identity.endswith("@" + host if host else "") and poller.last_access_time.ToDatetime(UTC) > since
        for poller in described.pollers
    )
