"""次数限额的测试。What may be spent at once, when one is given back, and that nobody gets more by asking together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models.commands.quota import spend
from models.session import Database
from models.tables import Quota


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


HOUR = timedelta(hours=1)


async def asked(database: Database, key: str = "k", *, each: timedelta = HOUR, at_once: int = 3) -> timedelta | None:
    async with database.writing() as session:
        return await spend(session, key, each=each, at_once=at_once)


async def test_quota_is_spent_when_as_many_were_asked_for_as_are_free(database: Database) -> None:
    assert [await asked(database) for _ in range(3)] == [None, None, None]
    wait = await asked(database)
    assert wait is not None
    assert timedelta(minutes=59) < wait <= HOUR


async def test_quota_of_another_is_untouched_when_one_is_spent(database: Database) -> None:
    for _ in range(4):
        await asked(database)
    assert await asked(database, "another") is None


async def test_one_more_is_free_when_its_time_has_come(database: Database) -> None:
    for _ in range(3):
        await asked(database)
    async with database.writing() as session:
        await session.execute(update(Quota).values(spent_until=Quota.spent_until - HOUR))
    assert await asked(database) is None
    assert await asked(database) is not None


async def test_no_more_than_the_quota_is_free_when_nothing_was_asked_for_long(database: Database) -> None:
    await asked(database)
    async with database.writing() as session:
        await session.execute(update(Quota).values(spent_until=func.now() - timedelta(minutes=30)))
    assert [await asked(database) is None for _ in range(4)] == [True, True, True, False]


async def test_quota_is_exact_when_many_ask_at_once(database: Database) -> None:
    waits = await asyncio.gather(*(asked(database, at_once=5) for _ in range(20)))
    assert waits.count(None) == 5


async def test_what_says_nothing_any_more_is_swept(database: Database) -> None:
    await asked(database, "long ago")
    async with database.writing() as session:
        await session.execute(update(Quota).values(spent_until=func.now() - timedelta(hours=2)))
    await asked(database, "now")
    async with database.reading() as session:
        assert (await session.scalars(select(Quota.key))).all() == ["now"]
