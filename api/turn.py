"""轮候。One at a time, and so many who wait: what takes a processor is done in turn, and nobody waits for what never comes."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Final

from policy.errors import Code, Refusal
from policy.text import Text

MOST_WAITING: Final = 8
# Seconds, of a long one.
_TAKES: Final = 30
_MANY: Final = Text("导出请求较多，请稍后重试。", "Many documents are being made: try again shortly.")


class Turn:
    """Whose turn it is to have something made.

    Args:
        most_waiting: How many may wait besides whoever has it; one more is told to come again.
    """

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        self._waiting = 0
        self._held = asyncio.Lock()

    async def __aenter__(self) -> None:
        """Wait for one's turn.

        Raises:
            Refusal: `busy`, where too many wait already.
        """
        if self._waiting >= self._most_waiting:
            raise Refusal(Code.BUSY, _MANY, retry_after=_TAKES)
        self._waiting += 1
        try:
            await self._held.acquire()
        finally:
            self._waiting -= 1

    async def __aexit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        """Let the next one have it."""
        self._held.release()
