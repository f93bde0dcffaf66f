"""心跳。Letting Temporal know that a long step is alive, whatever it waits for, and how far it has come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from temporalio import activity

BEAT_SECONDS = 2


@dataclass(slots=True)
class Pulse:
    """What the next heartbeat says."""

    details: dict[str, Any] = field(default_factory=dict)

    def say(self, **details: Any) -> None:  # noqa: ANN401 - JSON
        """Say how far the step has come, at once and from now on."""
        self.details = details
        activity.heartbeat(details)


@asynccontextmanager
async def beating() -> AsyncIterator[Pulse]:
    """Keep a heart beating while the block runs: a killed worker is missed in seconds, a slow authority is not."""
    pulse = Pulse()

    async def beat() -> None:
        while True:
            activity.heartbeat(pulse.details)
            await asyncio.sleep(BEAT_SECONDS)

    beater = asyncio.create_task(beat())
    try:
        yield pulse
    finally:
        beater.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beater
