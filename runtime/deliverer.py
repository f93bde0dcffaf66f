"""投递。Brings requests that were taken to their cases until each has its outcome, whoever was away when they came."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog

from api.temporal import Cases
from models.commands import request as requests
from models.queries.health import UNREACHABLE
from models.tables import CaseRequest

PAUSE = 2.0
MOST = 50

_log = structlog.get_logger()


@asynccontextmanager
async def bringing(cases: Cases) -> AsyncIterator[None]:
    """Bring what waits, as long as the block runs."""
    running = asyncio.create_task(Deliverer(cases).run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Brings what waits.

    Attributes:
        cases: The running processes, and where requests are kept.
    """

    cases: Cases

    async def run(self) -> None:
        """Bring what waits, for ever: an outage of anything only makes it wait longer."""
        while True:
            try:
                if await self.bring_due() < MOST:
                    await asyncio.sleep(PAUSE)
            except UNREACHABLE as error:
                _log.warning("requests wait for the database", error=type(error).__name__)
                await asyncio.sleep(PAUSE)

    async def bring_due(self) -> int:
        """Bring what is due, each case's requests in the order they came, and return how many there were."""
        async with self.cases.database.writing() as session:
            due = await requests.take_due(session, MOST)
        of_case = defaultdict[tuple[str, str], list[CaseRequest]](list)
        for one in due:
            of_case[one.process, one.number].append(one)
        await asyncio.gather(*(self._bring(its) for its in of_case.values()))
        return len(due)

    async def _bring(self, of_one_case: Sequence[CaseRequest]) -> None:
        for one in of_one_case:
            try:
                brought = await self.cases.bring_again(one)
            except Exception as error:  # noqa: BLE001 - one that cannot be read must not keep the others
                _log.error("request cannot be brought", request=one.key, error=type(error).__name__)
                brought = False
            if not brought:
                _log.warning("request waits", request=one.key, process=one.process, number=one.number, tries=one.tries)
                # What came after it waits behind it.
                return
