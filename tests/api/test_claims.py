"""占用的幂等键。A key that is claimed by an API process that has died is free at once; one whose process lives is not."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Engine, event, select, text

from api.web.idempotency import Answer, Once
from models.commands import request as requests
from models.presence import Presence
from models.session import Database
from models.tables import CaseRequest, IdempotencyRecord
from policy.errors import Code, Refusal
from tests.patience import until


class Api:
    """An API process, as far as it claims keys."""

    def __init__(self, database: Database) -> None:
        self.presence, self._open = Presence(), AsyncExitStack()
        self.served = cast("Any", SimpleNamespace(database=database, presence=self.presence))
        self.ran, self.goes_on = 0, asyncio.Event()
        self.begun = asyncio.Event()

    async def start(self) -> Api:
        await self._open.enter_async_context(self.presence.shown_in(self.served.database))
        await until(self._is_present, "its lock")
        return self

    async def _is_present(self) -> bool | None:
        return self.presence.owner is not None or None

    async def die(self) -> None:
        """End as a killed process does, of which PostgreSQL sees only that its connection is gone."""
        await self._open.aclose()

    def once(self, fingerprint: str = "f") -> Once:
        return Once(self.served, "officer POST /x", "k", fingerprint)

    async def ask(self, fingerprint: str = "f") -> int:
        async def run() -> Answer:
            self.ran += 1
            self.begun.set()
            await self.goes_on.wait()
            return Answer(200, {}, {})

        return (await self.once(fingerprint).across(run)).status_code


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def one(database: Database) -> AsyncIterator[Api]:
    """An API that has claimed the key and is doing what was asked."""
    api = await Api(database).start()
    asked = asyncio.create_task(api.ask())
    await api.begun.wait()
    yield api
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    await api.die()


@pytest.fixture
async def other(database: Database) -> AsyncIterator[Api]:
    """Another API, that answers at once."""
    api = await Api(database).start()
    api.goes_on.set()
    yield api
    await api.die()


async def refused(asking: Any) -> Code:
    with pytest.raises(Refusal) as caught:
        await asking
    return caught.value.code


async def test_request_is_in_flight_when_whoever_claimed_it_lives(one: Api, other: Api) -> None:
    for api in (one, other):
        assert await refused(api.ask()) is Code.IDEMPOTENCY_KEY_IN_FLIGHT
    assert (one.ran, other.ran) == (1, 0)


async def test_request_goes_on_at_once_when_whoever_claimed_it_is_dead(one: Api, other: Api, database: Database) -> None:
    await one.die()
    assert await until(lambda: _answered(other), "the lock of the dead to be free") == 200
    async with database.reading() as session:
        assert (await session.scalars(select(IdempotencyRecord.owner))).one() == other.presence.owner


async def _answered(api: Api) -> int | None:
    """Ask, and go on asking only until PostgreSQL has seen that a connection is gone."""
    try:
        return await api.ask()
    except Refusal:
        return None


async def test_request_of_a_dead_process_goes_on_once_when_many_take_it_over(one: Api, other: Api, database: Database) -> None:
    third = await Api(database).start()
    await one.die()
    await until(lambda: _is_free(database), "the lock of the dead to be free")
    # Whoever wins is not done yet when the others come.
    other.goes_on.clear()
    asking = [asyncio.create_task(api.ask()) for api in (other, third) * 3]
    lost, won = await asyncio.wait(asking, timeout=1)
    assert (len(won), other.ran + third.ran) == (1, 1)
    assert {cast("Refusal", task.exception()).code for task in lost} == {Code.IDEMPOTENCY_KEY_IN_FLIGHT}
    for api in (other, third):
        api.goes_on.set()
    assert await won.pop() == 200
    await third.die()


async def _is_free(database: Database) -> bool | None:
    held = "SELECT count(*) FROM pg_locks, idempotency_records WHERE locktype = 'advisory' AND objid::bigint = owner & 4294967295"
    async with database.reading() as session:
        return not await session.scalar(text(held)) or None


async def test_key_is_reused_when_another_body_comes_for_the_claim_of_a_dead_process(one: Api, other: Api, database: Database) -> None:
    await one.die()
    await until(lambda: _is_free(database), "the lock of the dead to be free")
    assert await refused(other.ask("another")) is Code.IDEMPOTENCY_KEY_REUSED


async def test_request_is_in_flight_when_nothing_shows_whose_the_claim_is(one: Api, other: Api, database: Database) -> None:
    await one.die()
    async with database.writing() as session:
        await session.execute(text("UPDATE idempotency_records SET owner = NULL"))
    assert await refused(other.ask()) is Code.IDEMPOTENCY_KEY_IN_FLIGHT


async def test_process_is_seen_to_live_again_when_its_connection_was_cut(one: Api, other: Api, database: Database) -> None:
    before = one.presence.owner
    async with database.writing() as session:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid::bigint = :owner & 4294967295"
        await session.execute(text(cut), {"owner": before})

    async def seen() -> bool | None:
        return one.presence.owner is None or None

    await until(seen, "the cut")
    await until(one._is_present, "its lock")
    assert one.presence.owner == before
    assert await refused(other.ask()) is Code.IDEMPOTENCY_KEY_IN_FLIGHT


async def test_request_that_its_case_knows_is_joined_when_whoever_claimed_it_lives(one: Api, other: Api, database: Database) -> None:
    async with database.writing() as session:
        asked = CaseRequest(
            key=one.once().request_key, asked_by="officer", process="meeting", number="MT-1", update="submit", task_id="task"
        )
        asked.event, asked.case_id, asked.sealed, asked.attestation = "submitted", uuid.uuid4(), b"sealed", "attested"
        await requests.keep(session, asked)
    assert await other.ask() == 200


async def test_no_statement_more_is_needed_when_nobody_claimed_the_key(other: Api) -> None:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement.split(None, 1)[0])

    event.listen(Engine, "before_cursor_execute", note)
    assert await other.ask() == 200
    event.remove(Engine, "before_cursor_execute", note)
    assert said == ["INSERT", "UPDATE"]
