"""内置 Temporal 的测试。Workflows survive kill -9 of the server; a taken port is named."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from runtime.local import embedded_temporal
from runtime.local.child_process import StartError, free_port


@workflow.defn
class WaitingWorkflow:
    """Waits to be told to end."""

    def __init__(self) -> None:
        self.told = ""

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: bool(self.told))
        return self.told

    @workflow.signal
    def end(self, word: str) -> None:
        self.told = word


async def test_workflows_survive_kill_9(tmp_path: Path) -> None:
    port, ui_port = free_port(), free_port()
    server = embedded_temporal.start(tmp_path, port, ui_port)
    try:
        client = await Client.connect(server.address)
        handle = await client.start_workflow(WaitingWorkflow.run, id="waiting/1", task_queue="waiting")
        await handle.signal(WaitingWorkflow.end, "kept")
        server.process.kill()
        server.process.wait()
        server = embedded_temporal.start(tmp_path, port, ui_port)
        client = await Client.connect(server.address)
        async with Worker(client, task_queue="waiting", workflows=[WaitingWorkflow]):
            assert await client.get_workflow_handle("waiting/1").result() == "kept"
    finally:
        server.stop()
    assert server.poll() is not None


@pytest.mark.parametrize("taken", ["Temporal", "Temporal Web UI"])
def test_a_taken_port_is_named(taken: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ports = (port, free_port()) if taken == "Temporal" else (free_port(), port)
        with pytest.raises(StartError, match=f"{taken}: port {port}"):
            embedded_temporal.start(tmp_path, *ports)


async def test_each_workflow_of_the_time_skipping_server_skips_its_own_waits(time_skipping_env: WorkflowEnvironment) -> None:
    with time_skipping_env.with_time_skipping_disabled():
        handle = await time_skipping_env.client.start_workflow(WaitingWorkflow.run, id="waiting/2", task_queue="waiting")
    async with Worker(time_skipping_env.client, task_queue="waiting", workflows=[WaitingWorkflow]):
        await handle.signal(WaitingWorkflow.end, "told")
        assert await handle.result() == "told"
