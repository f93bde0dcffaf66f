"""请求的测试。A request waits until it has its outcome, which it gets once."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from models.commands import request as commands
from models.queries import request as requests
from models.session import Database
from models.tables import Case, CaseRequest, Meeting

CASE = uuid.uuid4()
DONE = {"receipt": {"stage": "verification"}}
REFUSED = {"refusal": {"code": "on_hold"}}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


async def keep(database: Database, key: str = "k", sealed: bytes = b"sealed", case_id: uuid.UUID = CASE) -> dict[str, Any] | None:
    async with database.writing() as session:
        asked = CaseRequest(key=key, asked_by="officer", process="meeting", number=f"MT-{case_id}", update="submit", task_id="task")
        asked.event, asked.case_id, asked.sealed, asked.attestation = "submitted", case_id, sealed, "attested"
        return await commands.keep(session, asked)


async def drafted(database: Database, request_key: str = "k", stage: str = "draft") -> uuid.UUID:
    """Write a case that a request has drafted, and return its id."""
    async with database.writing() as session:
        row = Meeting(number=f"MT-{uuid.uuid4()}", department="sti", created_by="officer", request_key=request_key, stage=stage)
        row.title, row.members, row.chair = "专题会", ["a", "b", "c"], "a"
        session.add(row)
        await session.flush()
        return row.id


async def cases(database: Database) -> list[uuid.UUID]:
    async with database.reading() as session:
        return list(await session.scalars(select(Case.id)))


async def answer(database: Database, outcome: dict[str, Any], key: str = "k") -> bool:
    async with database.writing() as session:
        return await commands.answer(session, key, outcome)


async def row(database: Database, key: str = "k") -> CaseRequest:
    async with database.reading() as session:
        return (await session.scalars(select(CaseRequest).where(CaseRequest.key == key))).one()


async def change(database: Database, **values: Any) -> None:
    async with database.writing() as session:
        await session.execute(update(CaseRequest).values(**values))


async def test_request_waits_when_it_is_kept(database: Database) -> None:
    assert await keep(database) is None
    kept = await row(database)
    assert (kept.sealed, kept.outcome, kept.answered_at, kept.tries) == (b"sealed", None, None, 0)


@pytest.mark.parametrize("outcome", [DONE, REFUSED])
async def test_request_keeps_its_first_outcome_when_another_comes(database: Database, outcome: dict[str, Any]) -> None:
    await keep(database)
    assert await answer(database, outcome)
    assert not await answer(database, DONE | REFUSED)
    assert (await row(database)).outcome == outcome


async def test_outcome_is_nobodys_when_the_request_is_not_kept(database: Database) -> None:
    assert not await answer(database, DONE, "unknown")
    async with database.reading() as session:
        assert await requests.outcome(session, "unknown") is None


async def test_outcome_is_returned_when_the_same_is_asked_again_after_it_was_done(database: Database) -> None:
    await keep(database)
    await answer(database, DONE)
    assert await keep(database, sealed=b"again") == DONE
    assert (await row(database)).sealed == b"sealed"


@pytest.mark.parametrize(("seconds", "left"), [(-1, b"sealed"), (1, None)])
async def test_words_are_gone_when_the_outcome_is_thirty_days_old(database: Database, seconds: int, left: bytes | None) -> None:
    await keep(database)
    await answer(database, DONE)
    await keep(database, "waiting")
    await change(database, received_at=func.now() - timedelta(days=60))
    async with database.writing() as session:
        old = func.now() - timedelta(days=30, seconds=seconds)
        await session.execute(update(CaseRequest).where(CaseRequest.key == "k").values(answered_at=old))
        await commands.forget_words(session)
    kept = await row(database)
    assert (kept.sealed, kept.outcome, kept.attestation) == (left, DONE, "attested")
    assert (await row(database, "waiting")).sealed == b"sealed"


async def test_request_waits_once_more_when_it_is_asked_again_after_it_was_refused(database: Database) -> None:
    await keep(database)
    await answer(database, REFUSED)
    assert await keep(database, sealed=b"again") is None
    kept = await row(database)
    assert (kept.sealed, kept.outcome, kept.answered_at) == (b"again", None, None)


async def test_nothing_is_left_of_a_draft_when_the_request_that_wrote_it_is_refused(database: Database) -> None:
    await keep(database, case_id=await drafted(database))
    assert await answer(database, REFUSED)
    assert await cases(database) == []


@pytest.mark.parametrize(
    ("written_by", "stage", "outcome"),
    [
        pytest.param("k", "draft", DONE, id="it was taken"),
        pytest.param("another", "draft", REFUSED, id="another request wrote it"),
        pytest.param("k", "preparing", REFUSED, id="it is under way"),
    ],
)
async def test_case_stays_when(database: Database, written_by: str, stage: str, outcome: dict[str, Any]) -> None:
    case_id = await drafted(database, written_by, stage)
    await keep(database, case_id=case_id)
    assert await answer(database, outcome)
    assert await cases(database) == [case_id]


async def test_request_is_about_the_draft_it_has_now_when_it_is_asked_again_after_it_was_refused(database: Database) -> None:
    await keep(database, case_id=await drafted(database))
    await answer(database, REFUSED)
    again = await drafted(database)
    assert await keep(database, case_id=again) is None
    kept = await row(database)
    assert (kept.case_id, kept.number) == (again, f"MT-{again}")


async def test_request_goes_on_waiting_when_the_same_is_asked_while_it_waits(database: Database) -> None:
    await keep(database)
    assert await keep(database, sealed=b"again") is None
    assert (await row(database)).sealed == b"sealed"


@pytest.mark.parametrize(("milliseconds", "waits"), [(-1, True), (0, True), (1, False)])
async def test_task_is_waited_for_only_when_the_request_was_received_in_time(database: Database, milliseconds: int, *, waits: bool) -> None:
    await keep(database)
    due = (await row(database)).received_at - timedelta(milliseconds=milliseconds)
    async with database.reading() as session:
        assert await requests.waits_for(session, "task", due) is waits
        assert not await requests.waits_for(session, "another", due)


async def test_task_is_not_waited_for_when_the_request_has_its_outcome(database: Database) -> None:
    await keep(database)
    await answer(database, REFUSED)
    async with database.reading() as session:
        assert not await requests.waits_for(session, "task", (await row(database)).received_at)


async def test_request_is_brought_when_its_time_has_come_and_later_each_time(database: Database) -> None:
    await keep(database)
    waited = []
    async with database.writing() as session:
        assert not await commands.take_due(session, 10)
    for _ in range(3):
        await change(database, next_at=func.now())
        async with database.writing() as session:
            [taken] = await commands.take_due(session, 10)
            waited.append((await session.scalars(select(CaseRequest.next_at - func.now()).where(CaseRequest.key == taken.key))).one())
    assert waited == sorted(set(waited))
    assert (await row(database)).tries == 3


async def test_requests_are_brought_by_one_alone_and_in_the_order_they_came(database: Database) -> None:
    for key in ("c", "a", "b"):
        await keep(database, key)
    await change(database, next_at=func.now())
    async with database.writing() as one, database.writing() as other:
        first = await commands.take_due(one, 2)
        second = await commands.take_due(other, 2)
        assert len(first) == 2
        assert {request.key for request in (*first, *second)} == {"a", "b", "c"}
        assert [request.received_at for request in first] == sorted(request.received_at for request in first)


@pytest.mark.parametrize(("seconds", "counted"), [(-1, 0), (1, 1)])
async def test_request_has_waited_long_after_ten_minutes(database: Database, seconds: int, counted: int) -> None:
    await keep(database)
    await change(database, received_at=func.now() - timedelta(minutes=10, seconds=seconds))
    async with database.reading() as session:
        assert await requests.waiting_long(session) == counted
    await answer(database, DONE)
    async with database.reading() as session:
        assert await requests.waiting_long(session) == 0
