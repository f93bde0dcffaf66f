"""旁置进程。Has a process beside the API reckon what anybody may ask: in turn, within a time, and for so many at once."""

from __future__ import annotations

import asyncio
import json
import math
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from api.reckoning import Json, Reckoning
from policy.errors import Code, Refusal
from policy.text import Text

Reckon = Callable[..., Awaitable[Json]]
MOST_WAITING: Final = 16
# From when it was asked: what anybody means takes milliseconds.
MOST_SECONDS: Final = 5.0
_BUSY: Final = Text("测算请求较多，请稍后重试。", "Much is being reckoned: try again shortly.")
_TOO_LONG: Final = Text("测算耗时过长，已中止；请减少内容后重试。", "It takes too long to reckon and was ended: send less of it.")
# An answer is a line; sixteen thousand shares of a ceiling are one of a megabyte.
_LONGEST_LINE: Final = 32 * 1024 * 1024


async def here(reckoning: Reckoning, *given: Any) -> Json:  # noqa: ANN401 - JSON
    """Reckon in this process, while which nobody else is answered."""
    return reckoning(*given)


class Apart:
    """A process that reckons, started as it is needed and ended when it takes too long.

    Args:
        most_waiting: How many may wait for it or have it; one more is told to come again.
        most_seconds: How long one waits for it and has it.
    """

    def __init__(self, most_waiting: int = MOST_WAITING, most_seconds: float = MOST_SECONDS) -> None:
        self._most_waiting, self._most_seconds = most_waiting, most_seconds
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    async def __call__(self, reckoning: Reckoning, *given: Any) -> Json:  # noqa: ANN401 - JSON
        """Have one of `RECKONINGS` reckoned.

        Raises:
            Refusal: What it refuses; `busy`, where it takes too long, too many wait, or the process was ended.
            RuntimeError: It failed.
        """
        if self._waiting >= self._most_waiting:
            raise Refusal(Code.BUSY, _BUSY, retry_after=1)
        asked = json.dumps([reckoning.__name__, given]).encode() + b"\n"
        self._waiting += 1
        why = _BUSY
        try:
            async with asyncio.timeout(self._most_seconds), self._turn:
                why = _TOO_LONG
                said = json.loads(await self._exchange(asked))
        except TimeoutError:
            raise Refusal(Code.BUSY, why, retry_after=math.ceil(self._most_seconds)) from None
        finally:
            self._waiting -= 1
        if "refused" in said:
            raise Refusal.of(said["refused"])
        answer: Json = said["answer"]
        return answer

    async def start(self) -> None:
        """Start the process, so that nobody waits for it to load the law."""
        async with self._turn:
            await self._running()

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _exchange(self, asked: bytes) -> bytes:
        process = await self._running()
        assert process.stdin is not None  # noqa: S101 - it was made so
        assert process.stdout is not None  # noqa: S101 - it was made so
        try:
            process.stdin.write(asked)
            with suppress(ConnectionError):
                await process.stdin.drain()
            line = await process.stdout.readline()
        except BaseException:
            # What it would answer yet is no answer to the next one.
            await self.close()
            raise
        if line.endswith(b"\n"):
            return line
        if await process.wait() > 0:
            msg = "the process that reckons failed: it says why on standard error"
            raise RuntimeError(msg)
        # It was ended from outside, for memory or with everything else.
        raise Refusal(Code.BUSY, _BUSY, retry_after=1)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "api.reckoning"), stdin=pipe, stdout=pipe, limit=_LONGEST_LINE
            )
        return self._process
