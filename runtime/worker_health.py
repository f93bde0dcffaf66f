"""工作进程体检。The health of the worker of this machine: exits 0 if it asks Temporal for work, 1 if not.

A worker has no port to knock on. What counts is that Temporal has heard from it lately, so Temporal is asked.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from runtime.settings import Settings

# A poll stays open for a minute at most; a worker that was not heard of for longer is stuck or gone.
SILENCE = timedelta(minutes=2)


async def is_polling(client: Client, task_queue: str, host: str) -> bool:
    """Tell whether a worker on `host` polls `task_queue` for workflow tasks."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    described = await client.workflow_service.describe_task_queue(request, timeout=timedelta(seconds=5))
    since = datetime.now(UTC) - SILENCE
    # The SDK calls itself process@host.
    return any(poller.identity.endswith("@" + host) and poller.last_access_time.ToDatetime(UTC) > since for poller in described.pollers)


async def main() -> bool:
    """Ask about the worker these settings belong to."""
    settings = Settings()
    client = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    return await is_polling(client, settings.task_queue, socket.gethostname())


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main()) else 1)
