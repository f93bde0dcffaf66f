"""心跳。Letting Temporal know that a long step is alive, whatever it waits for, and how far it has come."""

from __future__ import annotations

import asyncio
import contextlib
from contextvars import ContextVar
from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

BEAT_SECONDS = 2

_SAID: ContextVar[dict[str, Any]] = ContextVar("said")


def say(**details: Any) -> None:  # noqa: ANN401 - JSON
    """Say how far the step has come, at once and from now on."""
    if (said := _SAID.get(None)) is not None:
        said |= details
    activity.heartbeat(details)


class Beating(Interceptor):
    """Keeps a heart beating while a step runs, where Temporal expects it: a killed worker is missed in seconds, a slow authority not."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        """Return what each activity of the worker goes through."""
        return _Beating(next)


class _Beating(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - the SDK's
        if activity.info().heartbeat_timeout is None:
            return await super().execute_activity(input)
        said: dict[str, Any] = {}
        _SAID.set(said)
        beater = asyncio.create_task(_beat(said))
        try:
            return await super().execute_activity(input)
        finally:
            beater.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beater


async def _beat(said: dict[str, Any]) -> None:
    while True:
        # A step that is over before the first beat costs none.
        await asyncio.sleep(BEAT_SECONDS)
        activity.heartbeat(said)
