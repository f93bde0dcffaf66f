"""国库回调。The callbacks: each change of an instruction is reported to its sender, signed, until it is acknowledged."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import sqlite3

import httpx

from sandbox.clock import now_seconds
from sandbox.faults import Fault, Faults
from sandbox.settings import Settings

TARGET = "treasury.callback"
LONGEST_PAUSE_SECONDS = 15.0
ATTEMPT_TIMEOUT_SECONDS = 10.0
FORGERS_SECRET = "not the treasury's secret"  # noqa: S105 - deliberately wrong

logger = logging.getLogger(__name__)


def signature(secret: str, at: int, body: bytes) -> str:
    """Return the `X-Signature` header of a callback.

    Args:
        secret: Key shared with the receiver.
        at: Unix seconds.
        body: The exact bytes sent.
    """
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Callbacks:
    """The callbacks owed, one asyncio task each."""

    def __init__(self, settings: Settings, connection: sqlite3.Connection, faults: Faults, client: httpx.AsyncClient | None) -> None:
        """Start idle.

        Args:
            settings: Secret and patience.
            connection: The store.
            faults: The faults.
            client: Sends the callbacks; None makes one that ignores proxies of the environment.
        """
        self._settings = settings
        self._connection = connection
        self._faults = faults
        self._client = client or httpx.AsyncClient(timeout=ATTEMPT_TIMEOUT_SECONDS, trust_env=False)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._held_back: set[asyncio.Event] = set()

    def begin(self, callback_no: int) -> None:
        """Deliver a callback, unless that is already being done."""
        if callback_no in self._tasks:
            return
        task = asyncio.get_running_loop().create_task(self._see_through(callback_no))
        self._tasks[callback_no] = task
        task.add_done_callback(lambda _done: self._tasks.pop(callback_no, None))

    def resume(self) -> None:
        """Take up every callback that is still owed."""
        rows = self._connection.execute("SELECT callback_no FROM callback WHERE delivered_at IS NULL AND abandoned_at IS NULL")
        for row in rows.fetchall():
            self.begin(row["callback_no"])

    async def close(self) -> None:
        """Stop; what is owed stays in the store."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    async def _see_through(self, callback_no: int) -> None:
        row = self._connection.execute("SELECT * FROM callback WHERE callback_no = ?", (callback_no,)).fetchone()
        # An outage befalls attempts, not the callback: it is owed all the same.
        fault = None if self._outage() else self._faults.strikes(TARGET)
        if fault is not None and fault.mode == "late":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.mode == "reordered":
            await self._wait_for_another(fault.seconds)
        if fault is not None and fault.mode in {"never", "forged", "garbage"}:
            await self._misbehave(fault, row)
            self._mark(callback_no, "abandoned_at")
            return
        body = _wrong_amount(row["body"]) if fault is not None and fault.mode == "wrong_amount" else row["body"]
        if await self._persist(callback_no, row["url"], body.encode(), row["created_at"]):
            self._mark(callback_no, "delivered_at")
            if fault is not None and fault.mode == "twice":
                await self._attempt(row["url"], body.encode())
            self._let_go()
        else:
            self._mark(callback_no, "abandoned_at")

    async def _misbehave(self, fault: Fault, row: sqlite3.Row) -> None:
        """Send once what nobody should believe; the true callback never comes, so the receiver has to ask."""
        if fault.mode == "forged":
            claim = {**json.loads(row["body"]), "status": "paid", "bank_reference": "FORGED"}
            await self._attempt(row["url"], json.dumps(claim).encode(), FORGERS_SECRET)
        elif fault.mode == "garbage":
            await self._attempt(row["url"], b"<html>garbage</html>")

    async def _persist(self, callback_no: int, url: str, body: bytes, created_at: float) -> bool:
        pause = self._settings.callback_first_retry_seconds
        while True:
            if not self._outage_strikes() and await self._attempt(url, body):
                return True
            self._connection.execute("UPDATE callback SET attempts = attempts + 1 WHERE callback_no = ?", (callback_no,))
            if now_seconds() + pause > created_at + self._settings.callback_patience_seconds:
                logger.warning("callback %s was not acknowledged and is given up", callback_no)
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _outage(self) -> bool:
        fault = self._faults.look(TARGET)
        return fault is not None and fault.mode == "down"

    def _outage_strikes(self) -> bool:
        """Tell whether an outage befalls this attempt, and count it; other faults are counted once a callback."""
        return self._outage() and self._faults.strikes(TARGET) is not None

    async def _attempt(self, url: str, body: bytes, secret: str | None = None) -> bool:
        header = signature(secret or self._settings.treasury_secret, int(now_seconds()), body)
        try:
            answer = await self._client.post(url, content=body, headers={"content-type": "application/json", "x-signature": header})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            logger.info("callback not delivered: %s", type(error).__name__)
            return False
        return answer.is_success

    async def _wait_for_another(self, seconds: float) -> None:
        overtaken = asyncio.Event()
        self._held_back.add(overtaken)
        try:
            async with asyncio.timeout(seconds):
                await overtaken.wait()
        except TimeoutError:
            logger.info("no other callback came; the one held back goes out")
        finally:
            self._held_back.discard(overtaken)

    def _let_go(self) -> None:
        for overtaken in self._held_back:
            overtaken.set()

    def _mark(self, callback_no: int, column: str) -> None:
        # The column is one of this file's own two names.
        self._connection.execute(f"UPDATE callback SET {column} = ? WHERE callback_no = ?", (now_seconds(), callback_no))  # noqa: S608


def _wrong_amount(body: str) -> str:
    claim = json.loads(body)
    return json.dumps({**claim, "amount_fen": claim["amount_fen"] + 1}, ensure_ascii=False)
