"""数据库会话。One engine a process; a reading session or a writing transaction for one piece of work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine


class Database:
    """Access to PostgreSQL.

    Args:
        url: An SQLAlchemy URL with the psycopg driver.
        pool_size: Connections kept open.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        # pre_ping: a server that restarted between two requests costs a retry here, not an error there.
        self._engine = create_async_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session for reads; nothing it does is kept."""
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction: committed when the block ends, undone when it raises."""
        async with self._sessions() as session, session.begin():
            yield session

    async def is_ready(self) -> bool:
        """Tell whether the database answers and its schema has been migrated."""
        async with self.reading() as session:
            return bool(await session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL")))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


async def driver_of(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    """Return the driver's own connection, in the session's transaction: SQLAlchemy has no COPY."""
    raw = await (await session.connection()).get_raw_connection()
    driver = raw.driver_connection
    assert isinstance(driver, psycopg.AsyncConnection)  # noqa: S101 - tells the type checker what the URL says
    return driver


# For those who pass a session on without knowing SQLAlchemy.
Session = AsyncSession
