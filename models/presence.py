"""在世。Whether an API process lives, as any other can see: a lock that PostgreSQL holds for it until its connection is gone."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import psycopg
import structlog

from models.session import Database

SECONDS: Final = 1.0
_HOLD: Final = "SELECT pg_advisory_lock(%s)"

log = structlog.get_logger()


class Presence:
    """One process.

    Attributes:
        owner: Whose its claims are; None while nothing shows that it lives, and a claim of then is only given up when it is old.
    """

    def __init__(self) -> None:
        self.owner: int | None = None
        self._chosen = secrets.randbits(63)

    @asynccontextmanager
    async def shown_in(self, database: Database) -> AsyncIterator[None]:
        """Show that the process lives, as long as the block runs, and again soon after the database was away."""
        showing = asyncio.create_task(self._show_on(database))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show_on(self, database: Database) -> None:
        while True:
            try:
                async with database.of_its_own() as connection:
                    await connection.execute(_HOLD, (self._chosen,))
                    self.owner = self._chosen
                    async for _ in connection.notifies():
                        """Nobody notifies: it ends with the connection."""
            except psycopg.Error as error:
                log.warning("nothing shows that this process lives", error=type(error).__name__)
            finally:
                self.owner = None
            await asyncio.sleep(SECONDS)
