"""Streams of events: told as they happen, to whoever may read them then, by one look for all, and gone on with where they broke off."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from api.web import news, streams
from models.tables import Message
from tests.api.desk import APPLICANT, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import Office
from tests.office.milestones import application_to
from tests.patience import until

Told = list[dict[str, Any]]


@pytest.fixture
async def address(api: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """Where the API is served for real: what stands in for a server in tests hands over an answer once it is whole."""
    monkeypatch.setattr(api.app.state.services.news, "_seconds", 0.05)
    server = uvicorn.Server(uvicorn.Config(api.app, port=0, lifespan="off", log_level="error", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve())
    await holding(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


def read(lines: list[str]) -> dict[str, Any] | None:
    """Return an event off its lines; None for a comment."""
    fields = dict(line.split(": ", 1) for line in lines if not line.startswith(":"))
    return fields | {"data": json.loads(fields["data"])} if "data" in fields else None


@asynccontextmanager
async def listening(api: Desk, address: str, person: str, path: str, *, last: str | None = None, **token: Any) -> AsyncIterator[Told]:
    """Listen while the block runs; what is told is added to the list."""
    headers = {"Authorization": f"Bearer {await api.token(person, **token)}"} | ({} if last is None else {"Last-Event-ID": last})
    told: Told = []
    begun = asyncio.Event()

    async def hear() -> None:
        lines: list[str] = []
        async with httpx.AsyncClient(timeout=60) as client, client.stream("GET", f"{address}{path}", headers=headers) as answer:
            assert answer.status_code == 200, await answer.aread()
            assert answer.headers["content-type"].startswith("text/event-stream")
            async for line in answer.aiter_lines():
                begun.set()
                if line:
                    lines.append(line)
                elif (found := read(lines)) is not None:
                    told.append(found)
                if not line:
                    lines = []
        told.append({"event": "closed"})

    hearing = asyncio.create_task(hear())
    await asyncio.wait({asyncio.create_task(begun.wait()), hearing}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    if hearing.done():
        hearing.result()
    try:
        yield told
    finally:
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


async def heard(told: Told, count: int = 1) -> Told:
    await holding(lambda: len(told) >= count)
    return told


async def holding(what: Callable[[], bool]) -> None:
    """Wait until something holds."""

    async def find() -> bool | None:
        return what() or None

    await until(find, "what holds soon")


async def left_alone(api: Desk) -> None:
    """Wait until nobody listens."""
    await holding(lambda: not api.app.state.services.news._listeners)


async def send(api: Desk, **whom: Any) -> str:
    """Send a message and return its id."""
    async with api.database.writing() as session:
        row = Message(zh="你好", en="Hello", **whom)
        session.add(row)
        await session.flush()
        return str(row.id)


# -- a case -----------------------------------------------------------------------------------------------------------------------------


async def test_case_is_told_as_it_goes_on_with_the_words_of_its_timeline(api: Desk, address: str) -> None:
    drafted = await api.to_decision()
    path = f"/cases/{drafted['id']}"
    async with listening(api, address, APPLICANT, f"{path}/events") as told:
        await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
        first = (await heard(told))[0]
    timeline = (await api.get(APPLICANT, f"{path}/timeline")).json()
    assert first["event"] == "case"
    assert first["data"] in timeline
    assert (first["data"]["event"]["code"], first["id"]) == ("approved", str(first["data"]["sequence"]))


async def test_case_is_gone_on_with_where_the_stream_broke_off(api: Desk, behind: Office, address: str) -> None:
    case = await application_to("commitment", behind)
    timeline = (await api.get(OFFICER, f"/cases/{case.number}/timeline")).json()
    async with listening(api, address, OFFICER, f"/cases/{case.number}/events", last="2") as told:
        await heard(told, len(timeline) - 2)
    assert [one["data"] for one in told] == timeline[2:]


async def test_case_says_to_read_it_anew_when_the_place_to_go_on_from_has_not_happened(api: Desk, address: str) -> None:
    drafted = await api.to_decision()
    async with listening(api, address, APPLICANT, f"/cases/{drafted['id']}/events", last="99999") as told:
        assert (await heard(told))[0]["event"] == "reload"
        await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
        follows = (await heard(told, 2))[1]
    assert (follows["event"], follows["data"]["event"]["code"]) == ("case", "approved")


async def test_case_of_another_cannot_be_listened_to(api: Desk, behind: Office) -> None:
    case = await application_to("commitment", behind)
    answer = await api.get(STRANGER, f"/cases/{case.number}/events")
    assert (answer.status_code, code_of(answer)) == (404, "not_found")
    assert (await api.get(None, f"/cases/{case.number}/events")).status_code == 401


@pytest.mark.parametrize("path", ["/cases/{}/events", "/messages/events"])
async def test_stream_begins_from_now_when_its_last_id_is_empty(api: Desk, behind: Office, address: str, path: str) -> None:
    case = await application_to("commitment", behind)
    async with listening(api, address, OFFICER, path.format(case.number), last="") as told:
        assert told == []


@pytest.mark.parametrize("last", ["-1", "x", "1.5"])
async def test_place_that_is_none_is_refused(api: Desk, behind: Office, last: str) -> None:
    case = await application_to("commitment", behind)
    answer = await api.get(OFFICER, f"/cases/{case.number}/events", headers={"Last-Event-ID": last})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


async def test_stream_ends_before_it_tells_what_may_not_be_read_any_more(
    api: Desk, behind: Office, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await application_to("commitment", behind)
    async with listening(api, address, OFFICER, f"/cases/{case.number}/events") as told:
        # The official leaves the department.
        monkeypatch.setattr("models.tables.case.Case.is_open_to", lambda *_: False)
        monkeypatch.setattr("models.tables.Application.is_open_to", lambda *_: False)
        assert (await api.post(APPLICANT, f"/cases/{case.number}/withdraw", {"reason": "另行申请"})).status_code in {200, 404}
        await wake(api)
        await heard(told, 2)
    assert [one["event"] for one in told] == ["end", "closed"]
    assert told[0]["data"] == {"code": "not_found"}


async def wake(api: Desk) -> None:
    """Have everybody who listens look."""
    for listener in api.app.state.services.news._listeners:
        listener.woken.set()


# -- an inbox ---------------------------------------------------------------------------------------------------------------------------


async def test_inbox_is_told_of_what_is_for_its_reader_and_of_nothing_else(api: Desk, address: str) -> None:
    async with listening(api, address, OFFICER, "/messages/events") as told:
        others = [await send(api, department="econ", role="officer"), await send(api, person="somebody")]
        mine = [await send(api, department="sti", role="officer"), await send(api, person=OFFICER)]
        await heard(told, 2)
        await asyncio.sleep(0.2)
    assert {one["id"] for one in told} == set(mine)
    assert not {one["id"] for one in told} & set(others)
    assert told[0]["data"]["text"] == {"zh": "你好", "en": "Hello"}


async def test_inbox_is_told_of_a_task_by_whoever_may_do_it(api: Desk, address: str) -> None:
    async with (
        listening(api, address, OFFICER, "/messages/events") as ours,
        listening(api, address, STRANGER, "/messages/events") as theirs,
    ):
        drafted = await api.submitted()
        await heard(ours, 2)
        await asyncio.sleep(0.2)
    [task] = [one["data"] for one in ours if one["event"] == "task"]
    assert (task["kind"], task["case_id"]) == ("acceptance", drafted["id"])
    assert theirs == []


async def test_inbox_is_told_what_was_missed(api: Desk, address: str) -> None:
    first, second = await send(api, person=OFFICER), await send(api, person=OFFICER)
    async with listening(api, address, OFFICER, "/messages/events", last=first) as told:
        await heard(told)
    assert [one["id"] for one in told] == [second]


async def test_inbox_is_not_told_what_came_before_and_told_once_what_comes(api: Desk, address: str) -> None:
    await send(api, person=OFFICER)
    async with listening(api, address, OFFICER, "/messages/events") as told:
        new = await send(api, person=OFFICER)
        await heard(told)
        await asyncio.sleep(0.3)
    assert [one["id"] for one in told] == [new]


async def test_inbox_is_read_anew_when_too_much_was_missed(api: Desk, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.event._MOST_MISSED", 2)
    first = await send(api, person=OFFICER)
    for _ in range(3):
        await send(api, person=OFFICER)
    async with listening(api, address, OFFICER, "/messages/events", last=first) as told:
        await heard(told)
    assert told[0]["event"] == "reload"


# -- how long, and how many --------------------------------------------------------------------------------------------------------------


async def test_stream_ends_when_the_token_expires(api: Desk, address: str) -> None:
    async with listening(api, address, OFFICER, "/messages/events", lifetime_seconds=2) as told:
        await heard(told, 2)
    assert told == [{"event": "end", "data": {"code": "unauthenticated"}}, {"event": "closed"}]


async def test_stream_gives_a_sign_of_life_and_ends_when_rights_were_taken_back(
    api: Desk, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    async with listening(api, address, OFFICER, "/messages/events") as told:
        await asyncio.sleep(0.3)
        assert told == []
        assert (await api.post("admin", f"/people/{OFFICER}/revocation", {"reason": "调离"})).status_code < 300
        api.app.state.services.standing.forget()
        await heard(told, 2)
    assert told[0] == {"event": "end", "data": {"code": "revoked"}}


@pytest.mark.parametrize(("silent", "woken"), [(-0.001, False), (60, True)])
async def test_sign_of_life_is_due_however_often_others_news_wakes_a_listener(silent: float, *, woken: bool) -> None:
    listener = news.Listener(OFFICER)
    listener.woken.set()
    assert await streams.is_woken(listener, time.time() + 60, time.monotonic() + silent) is woken


async def test_person_has_so_many_streams_and_gets_a_place_back_when_one_ends(
    api: Desk, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "MOST_OF_ONE", 1)
    async with listening(api, address, OFFICER, "/messages/events"):
        refused = await api.get(OFFICER, "/messages/events")
        assert (refused.status_code, code_of(refused)) == (429, "too_many_requests")
        async with listening(api, address, HEAD, "/messages/events"):
            pass
    await left_alone(api)
    async with listening(api, address, OFFICER, "/messages/events"):
        pass


async def test_process_has_so_many_streams(api: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.app.state.services.news, "_most", 0)
    refused = await api.get(OFFICER, "/messages/events")
    assert (refused.status_code, code_of(refused)) == (503, "busy")


async def test_inbox_is_read_anew_when_too_much_comes_at_once(api: Desk, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.queries.inbox.MOST", 3)
    async with listening(api, address, OFFICER, "/messages/events") as told:
        async with api.database.writing() as session:
            session.add_all([Message(zh="你好", en="Hello", person=OFFICER) for _ in range(9)])
        await heard(told)
        assert told == [{"event": "reload", "data": {}}]
        sent = await send(api, person=OFFICER)
        await heard(told, 2)
    assert told[-1].get("id", sent) == sent


async def test_inbox_is_told_what_came_while_the_database_was_away(api: Desk, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(api, address, OFFICER, "/messages/events") as told:
        with monkeypatch.context() as away:

            async def silent(*_: Any) -> Any:
                raise OperationalError("", {}, Exception())

            away.setattr("api.web.news.inbox.arrived_since", silent)
            await asyncio.sleep(0.2)
            sent = await send(api, person=OFFICER)
            await asyncio.sleep(0.2)
        await heard(told)
    assert [one["id"] for one in told] == [sent]


async def test_one_looks_for_all_and_nobody_when_nobody_listens(api: Desk, address: str) -> None:
    served: Any = api.app.state.services
    asked: list[str] = []
    engine = served.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    async def looks() -> int:
        asked.clear()
        await asyncio.sleep(0.5)
        return sum("FROM messages" in one for one in asked)

    async with listening(api, address, OFFICER, "/messages/events"):
        alone = await looks()
        async with listening(api, address, HEAD, "/messages/events"), listening(api, address, STRANGER, "/messages/events"):
            together = await looks()
    assert alone > 2
    assert together <= alone + 3
    await left_alone(api)
    assert await looks() == 0
