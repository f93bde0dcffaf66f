"""任务队列被引走。Somebody with Temporal's address alone has every task go to a version of a worker that nobody runs."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from temporalio import workflow
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest, SetWorkerDeploymentRampingVersionRequest
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig

from api.pollers import is_polling, take_back
from tests.patience import until

VERSION = WorkerDeploymentVersion("theirs", "1")
THEIRS = WorkerDeploymentConfig(version=VERSION, use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.PINNED)


@workflow.defn(name="told")
class Told:
    """Says one word."""

    @workflow.run
    async def run(self) -> str:
        """Say it."""
        return "done"


@asynccontextmanager
async def polled(client: Client, queue: str, config: WorkerDeploymentConfig | None = None) -> AsyncIterator[None]:
    async with Worker(client, task_queue=queue, workflows=[Told], workflow_runner=UnsandboxedWorkflowRunner(), deployment_config=config):
        yield


async def name_theirs(client: Client, how: str) -> bool | None:
    """Name their version as the one that takes the tasks; the server knows it a moment after it polled."""
    service, where, name, build = client.workflow_service, client.namespace, VERSION.deployment_name, VERSION.build_id
    try:
        if how == "current":
            current = SetWorkerDeploymentCurrentVersionRequest(
                namespace=where, deployment_name=name, build_id=build, ignore_missing_task_queues=True
            )
            await service.set_worker_deployment_current_version(current)
        else:
            ramping = SetWorkerDeploymentRampingVersionRequest(
                namespace=where, deployment_name=name, build_id=build, percentage=100, ignore_missing_task_queues=True
            )
            await service.set_worker_deployment_ramping_version(ramping)
    except RPCError:
        return None
    return True


@pytest.mark.parametrize("how", ["current", "ramping"])
async def test_queue_is_given_back_to_workers_without_a_version_when_another_takes_it(temporal_env: WorkflowEnvironment, how: str) -> None:
    client, queue = temporal_env.client, f"taken-{uuid.uuid4().hex[:8]}"

    async def serves() -> bool | None:
        return await is_polling(client, queue) or None

    async def is_taken() -> bool | None:
        return None if await is_polling(client, queue) else True

    async with polled(client, queue):
        await until(serves, "our worker")
        async with polled(client, queue, THEIRS):
            await until(lambda: name_theirs(client, how), "their version")
        await until(is_taken, "the queue that is taken")
        assert await take_back(client, queue) == ["theirs"]
        await until(serves, "our worker, given tasks again")
        told = await asyncio.wait_for(client.execute_workflow(Told.run, id=f"told/{queue}", task_queue=queue), 60)
    assert told == "done"
