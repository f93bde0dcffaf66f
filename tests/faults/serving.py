"""一个工作进程的程序。The program of a worker that can be killed: light, so that what forks it loads nothing but what a worker loads.

The server learns by a time-out alone that a worker is gone. Production waits long, so that a busy one is not taken for dead: ten and forty
seconds, which would be most of what a test takes. A step that is taken for lost too soon is only taken once more.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from temporalio import client, worker, workflow
from temporalio.client import OutboundInterceptor, StartWorkflowInput, StartWorkflowUpdateWithStartInput
from temporalio.worker import (
    StartActivityInput,
    StartChildWorkflowInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from runtime.worker import main

# How long the next task of a case waits for the worker that knows it.
STICKING = timedelta(seconds=1)
# How long a step may take, and one that says now and then that it goes on may be silent.
STEP, SILENCE = timedelta(seconds=3), timedelta(seconds=6)


class Impatience(client.Interceptor, worker.Interceptor):
    """Lets a worker's steps be given up early, and what it was just to think of in a case that a client or another case starts."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002
        """Return what each request of the client goes through."""
        return _Requests(next)

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:  # noqa: A002
        """Return what each case of the worker goes through."""
        return _Inbound


class _Requests(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> client.WorkflowHandle[Any, Any]:  # noqa: A002
        input.task_timeout = STEP
        return await super().start_workflow(input)

    async def start_update_with_start_workflow(self, input: StartWorkflowUpdateWithStartInput) -> client.WorkflowUpdateHandle[Any]:  # noqa: A002
        input.start_workflow_input.task_timeout = STEP
        return await super().start_update_with_start_workflow(input)


class _Inbound(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Outbound(outbound))


class _Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002
        if input.heartbeat_timeout is None:
            input.start_to_close_timeout = min(STEP, input.start_to_close_timeout or STEP)
        else:
            input.heartbeat_timeout = min(SILENCE, input.heartbeat_timeout)
        return super().start_activity(input)

    async def start_child_workflow(self, input: StartChildWorkflowInput) -> workflow.ChildWorkflowHandle[Any, Any]:  # noqa: A002
        input.task_timeout = STEP
        return await super().start_child_workflow(input)


def serve(environment: dict[str, str], output: Connection, *, is_impatient: bool) -> None:
    """Run the worker as the program does; what it prints goes to whoever started it."""
    os.environ.update(environment)
    os.dup2(output.fileno(), sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    impatience = {"sticky_queue_schedule_to_start_timeout": STICKING, "interceptors": [Impatience()]}
    asyncio.run(main(**(impatience if is_impatient else {})))
