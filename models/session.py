"""数据库会话。One engine a process; a reading session or a writing transaction for one piece of work."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
from sqlalchemy import event, text
from sqlalchemy.exc import DataError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from models.sealing import Seal
from policy.errors import Code, Refusal
from policy.text import Text

# A connection that lay idle for so long is asked whether its server is still there.
IDLE_SECONDS = 1.0
_IDLE_SINCE = "idle_since"
_NOT_KEPT = Text("内容含有无法保存的字符或数值。", "There is a character or a number in it that cannot be kept.")


class Database:
    """Access to PostgreSQL.

    Args:
        url: An SQLAlchemy URL with the psycopg driver.
        keys: What seals and opens what is kept sealed, the current one first; whoever neither writes nor reads such has none.
        pool_size: Connections kept open.
    """

    def __init__(self, url: str, keys: Sequence[bytes] = (), *, pool_size: int = 10) -> None:
        self._seal = Seal(keys) if keys else None
        self._engine = create_async_engine(url, pool_size=pool_size, max_overflow=pool_size, hide_parameters=True)
        event.listen(self._engine.sync_engine, "checkin", _note_idle)
        event.listen(self._engine.sync_engine, "checkout", self._ping_if_idle)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        # Each read is a transaction by itself, as it sees things under READ COMMITTED anyway: no BEGIN before it, no ROLLBACK after it.
        # Nothing is flushed, so that nothing can be kept.
        reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._readings = async_sessionmaker(reader, expire_on_commit=False, autoflush=False)

    @property
    def seal(self) -> Seal:
        """What seals and opens what is kept sealed."""
        assert self._seal is not None  # noqa: S101 - whoever writes or reads it is given the keys
        return self._seal

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session for reads; nothing it does is kept.

        Raises:
            Refusal: As `writing`.
        """
        with _refusing_values():
            async with self._readings() as session:
                yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that sees one moment and that PostgreSQL lets write nothing, for reads that belong together.

        Raises:
            Refusal: As `writing`.
        """
        # What is put back on a row for a reader is no change of it: nothing is flushed, and the transaction is undone.
        with _refusing_values():
            async with self._sessions(autoflush=False) as session:
                await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction: committed when the block ends, undone when it raises.

        Raises:
            Refusal: `invalid_input`, when PostgreSQL cannot keep or compare with a value: to try again would not help.
        """
        with _refusing_values():
            async with self._sessions() as session, session.begin():
                yield session

    @asynccontextmanager
    async def of_its_own(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        """Open a connection outside the pool, for what lasts as long as it does; each statement is a transaction by itself."""
        url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            yield connection

    async def is_ready(self) -> bool:
        """Tell whether the database answers and its schema has been migrated."""
        async with self.reading() as session:
            return bool(await session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL")))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    def _ping_if_idle(self, connection: Any, entry: ConnectionPoolEntry, _taken: object) -> None:  # noqa: ANN401 - the driver's
        """Replace a connection that died while it was idle: a restarted server costs a retry here, not an error there."""
        if time.monotonic() - entry.info.get(_IDLE_SINCE, time.monotonic()) < IDLE_SECONDS:
            return
        try:
            self._engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise DisconnectionError from error


@contextmanager
def _refusing_values() -> Iterator[None]:
    try:
        yield
    except (DataError, OverflowError, UnicodeEncodeError):
        # Neither the value nor the statement is repeated: it may be somebody's account.
        raise Refusal(Code.INVALID_INPUT, _NOT_KEPT) from None


def _note_idle(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info[_IDLE_SINCE] = time.monotonic()


async def driver_of(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    """Return the driver's own connection, in the session's transaction: SQLAlchemy has no COPY."""
    raw = await (await session.connection()).get_raw_connection()
    driver = raw.driver_connection
    assert isinstance(driver, psycopg.AsyncConnection)  # noqa: S101 - tells the type checker what the URL says
    return driver


# For those who pass a session on without knowing SQLAlchemy.
Session = AsyncSession
