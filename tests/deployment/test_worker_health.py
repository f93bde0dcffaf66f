"""工作进程体检的测试。Healthy is a worker that Temporal hears from, and no other."""

from __future__ import annotations

import asyncio
import socket
import uuid

from temporalio import activity
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from runtime.container import workflow_runner
from runtime.worker_health import is_polling
from tests.patience import PATIENCE
from workflows.calendar_import import CalendarImportWorkflow


@activity.defn
async def nothing() -> None:
    """Do nothing."""


async def test_a_worker_is_healthy_while_it_polls(temporal_env: WorkflowEnvironment) -> None:
    client, queue = temporal_env.client, f"health-{uuid.uuid4().hex}"
    assert not await is_polling(client, queue, socket.gethostname())
    polling = Worker(client, task_queue=queue, workflows=[CalendarImportWorkflow], activities=[nothing], workflow_runner=workflow_runner())
    async with polling, asyncio.timeout(PATIENCE):
        while not await is_polling(client, queue, socket.gethostname()):  # noqa: ASYNC110 - Temporal tells nobody
            await asyncio.sleep(0.1)
        assert not await is_polling(client, queue, "another-host")
