"""国库清算。Pays accepted instructions after a while, and returns some payments later, across restarts."""

from __future__ import annotations

import asyncio
import logging

from sandbox.clock import now_seconds
from sandbox.faults import Faults
from sandbox.settings import Settings
from sandbox.treasury_callbacks import Callbacks
from sandbox.treasury_ledger import LATER_RETURNED_ENDING, Ledger

logger = logging.getLogger(__name__)


class Settlement:
    """The treasury's work in progress, one asyncio task an instruction."""

    def __init__(self, settings: Settings, ledger: Ledger, callbacks: Callbacks, faults: Faults) -> None:
        """Start idle; `resume` takes up what an earlier run left."""
        self._settings = settings
        self._ledger = ledger
        self._callbacks = callbacks
        self._faults = faults
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def begin(self, instruction_no: str) -> None:
        """See an instruction through, unless that is already being done."""
        if instruction_no in self._tasks:
            return
        task = asyncio.get_running_loop().create_task(self._see_through(instruction_no))
        self._tasks[instruction_no] = task
        task.add_done_callback(lambda _done: self._tasks.pop(instruction_no, None))

    def resume(self) -> None:
        """Take up every unfinished instruction."""
        for instruction_no in self._ledger.unfinished():
            self.begin(instruction_no)

    async def close(self) -> None:
        """Stop; what is unfinished stays in the books."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _see_through(self, instruction_no: str) -> None:
        try:
            await self._settle(instruction_no)
            await self._give_back(instruction_no)
        except Exception:
            logger.exception("instruction %s could not be settled; a restart tries again", instruction_no)

    async def _settle(self, instruction_no: str) -> None:
        row = self._ledger.find(instruction_no)
        if row is None or row["status"] != "accepted":
            return
        await _sleep_until(row["received_at"] + self._settings.treasury_delay_seconds)
        while (fault := self._faults.strikes("treasury.settlement")) is not None:
            if fault.mode == "reject":
                self._announce(self._ledger.reject(instruction_no))
                return
            if fault.mode == "late":
                await asyncio.sleep(fault.seconds)
                break
            # It stands still until somebody switches a fault on or off.
            await self._faults.changed.wait()
        self._announce(self._ledger.settle(instruction_no))

    async def _give_back(self, instruction_no: str) -> None:
        row = self._ledger.find(instruction_no)
        if row is None or row["status"] != "paid" or not row["account_no"].endswith(LATER_RETURNED_ENDING):
            return
        await _sleep_until(row["paid_at"] + self._settings.treasury_return_delay_seconds)
        self._announce(self._ledger.give_back(instruction_no))

    def _announce(self, callback_no: int | None) -> None:
        if callback_no is not None:
            self._callbacks.begin(callback_no)


async def _sleep_until(instant: float) -> None:
    await asyncio.sleep(max(0.0, instant - now_seconds()))
