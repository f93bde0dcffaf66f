"""闹钟。Timers that wake a case; one that was set for an earlier wait serves the next, since each is billed."""

from __future__ import annotations

import asyncio
from datetime import datetime

from temporalio import workflow


class Alarms:
    """The timers of one case that run."""

    def __init__(self) -> None:
        self._running: dict[datetime, asyncio.Task[None]] = {}

    def set(self, due: datetime, summary: str) -> None:
        """Make sure of a timer no later than `due`. An earlier one serves: it wakes the case, which sets the next."""
        if not self.rings_by(due):
            self._running[due] = asyncio.create_task(self._ring(due, summary))

    def rings_by(self, due: datetime) -> bool:
        """Tell whether a timer runs that is over by `due`."""
        return any(at <= due for at in self._running)

    async def _ring(self, at: datetime, summary: str) -> None:
        await workflow.sleep(at - workflow.now(), summary=summary)
        del self._running[at]
