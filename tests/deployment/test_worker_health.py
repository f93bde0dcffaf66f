"""工作进程体检的测试。Healthy is a worker that Temporal hears from, and no other."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import uuid

import pytest
from temporalio import activity
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from api.pollers import is_polling
from runtime.workflow_sandbox import workflow_runner
from tests.conftest import REPOSITORY
from tests.patience import PATIENCE
from workflows.calendar_import import CalendarImportWorkflow


@activity.defn
async def nothing() -> None:
    """Do nothing."""


async def test_a_worker_is_healthy_while_it_polls(temporal_env: WorkflowEnvironment) -> None:
    client, queue = temporal_env.client, f"health-{uuid.uuid4().hex}"
    assert not await is_polling(client, queue, socket.gethostname())
    assert not await is_polling(client, queue)
    polling = Worker(client, task_queue=queue, workflows=[CalendarImportWorkflow], activities=[nothing], workflow_runner=workflow_runner())
    async with polling, asyncio.timeout(PATIENCE):
        while not await is_polling(client, queue, socket.gethostname()):  # noqa: ASYNC110 - Temporal tells nobody
            await asyncio.sleep(0.1)
        assert not await is_polling(client, queue, "another-host")
        assert await is_polling(client, queue)


@pytest.mark.parametrize(
    "settings",
    [
        {"ETOWN_TEMPORAL_ADDRESS": "127.0.0.1:1"},
        {"ETOWN_TEMPORAL_ADDRESS": "no such host"},
        {"ETOWN_TEMPORAL_ADDRESS": ""},
        {"ETOWN_API_PORT": "many"},
        {"ETOWN_TASK_QUEUE": "nobody-listens"},
        {"ETOWN_TEMPORAL_NAMESPACE": "nowhere"},
    ],
    ids=["nobody_there", "no_host", "no_address", "bad_settings", "no_worker", "no_namespace"],
)
def test_one_line_says_why_when_a_worker_is_not_healthy(temporal_env: WorkflowEnvironment, settings: dict[str, str]) -> None:
    address = {"ETOWN_TEMPORAL_ADDRESS": temporal_env.client.service_client.config.target_host}
    done = subprocess.run(
        [sys.executable, "-m", "runtime.worker_health"],
        check=False,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=os.environ | address | settings,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stdout == ""
