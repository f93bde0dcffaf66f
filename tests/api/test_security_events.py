"""安全事件的测试。What is refused and given to people can be looked up, a flood of it stays small, and nobody's request waits for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.web.watch import MOST, MOST_OF_ONE, MOST_WAITING, Watch
from models.commands.security_event import KEPT, Happened
from models.session import Database
from models.tables import SecurityEvent
from policy.security_events import TITLES, Kind, Why
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk
from tests.office import Office, until

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
EVENTS = "/security-events"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


async def listed(desk: Desk, **sought: Any) -> list[dict[str, Any]]:
    answer = await desk.get("auditor", EVENTS, params=sought)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def gist(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return what a row says: what happened, why, to whom, what they asked for, and how often."""
    return row["kind"]["code"], row["reason"] and row["reason"]["code"], row["subject"], row["operation"], row["times"]


async def stored(database: Database) -> dict[tuple[str | None, str | None], int]:
    """Return how often what was asked for by whom."""
    async with database.reading() as session:
        rows = (await session.scalars(select(SecurityEvent))).all()
    found: dict[tuple[str | None, str | None], int] = {}
    for row in rows:
        found[row.subject, row.about] = found.get((row.subject, row.about), 0) + row.times
    return found


def refused(subject: str | None = OFFICER, about: str | None = None, minute: datetime = NOW, network: str | None = None) -> Happened:
    return Happened(minute, Kind.ACCESS_REFUSED, "forbidden", subject, network, "complete_task", about)


async def test_sign_in_is_an_event_when_the_token_is_forged_or_expired(api: Desk) -> None:
    good = await api.token(OFFICER)
    head, body, _ = good.split(".")
    for token in (f"{head}.{body}.{'A' * 342}", await api.token(OFFICER, lifetime_seconds=-3600), "nonsense"):
        answer = await api.get(None, "/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
    kinds = {gist(row)[1:3] for row in await listed(api, kind="sign_in_refused")}
    # Whom a token speaks of that the issuer did not sign is for its forger to say.
    assert kinds == {("forged", None), ("expired", OFFICER), ("invalid", None)}
    assert good not in (await api.get("auditor", EVENTS)).text


async def test_sign_in_is_an_event_when_its_rights_were_taken_back(api: Desk) -> None:
    assert (await api.post("admin", f"/people/{OTHER_OFFICER}/revocation", {"reason": "调离"})).status_code == 201
    for _ in range(2):
        assert (await api.get(OTHER_OFFICER, "/me")).status_code == 403
    assert [gist(row)[:3] for row in await listed(api)] == [("sign_in_refused", "revoked", OTHER_OFFICER)]


async def test_nobody_is_watched_who_only_has_to_sign_in(api: Desk) -> None:
    assert (await api.get(None, "/me")).status_code == 401
    assert await listed(api) == []


async def test_act_is_an_event_when_it_is_refused_alone_or_among_others(api: Desk) -> None:
    drafted = await api.submitted()
    task = await api.soon(OFFICER, drafted["id"], "acceptance")
    answer = {"decision": "accepted"}
    assert (await api.post(HEAD, f"/tasks/{task['id']}/complete", answer)).status_code == 403
    bulk = {"tasks": [{"task_id": task["id"], "answer": answer}]}
    assert (await api.post(HEAD, "/tasks/complete", bulk)).json()["results"][0]["status"] == 403
    rows = await listed(api, subject=HEAD, outcome="refused")
    assert {gist(row) for row in rows} == {
        ("access_refused", "forbidden", HEAD, "complete_task", 1),
        ("access_refused", "forbidden", HEAD, "complete_tasks", 1),
    }
    assert {row["about"] for row in rows} == {task["id"]}
    assert {row["network"] for row in rows} == {"127.0.0.0/24"}


async def test_whoever_is_given_evidence_or_a_letter_is_kept_with_the_case(api: Desk) -> None:
    drafted = await api.submitted()
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    evidence = (await api.get(OFFICER, f"/applications/{drafted['id']}/documents")).json()[0]
    for path in (f"/documents/{evidence['id']}/content", f"/applications/{drafted['id']}/letter", f"/cases/{drafted['id']}/letter"):
        assert (await api.get(OFFICER, path)).status_code == 200
    # Of what does not exist for somebody nothing is given.
    assert (await api.get(STRANGER, f"/documents/{evidence['id']}/content")).status_code == 404
    rows = await listed(api, about=drafted["number"], outcome="given")
    assert [gist(row)[::2] for row in rows] == [
        ("letter_given", OFFICER, 1),
        ("letter_given", OFFICER, 1),
        ("evidence_given", OFFICER, 1),
    ]
    assert await listed(api, subject=STRANGER) == []


async def test_whoever_takes_a_list_whole_is_kept_with_how_many_rows_it_had(api: Desk) -> None:
    drafted = await api.submitted()
    seen = len((await api.get(OFFICER, "/enterprises", params={"limit": 100})).json()["items"])
    for form in ("csv", "xlsx"):
        assert (await api.get(OFFICER, f"/enterprises?format={form}")).status_code == 200
    timeline = (await api.get(APPLICANT, f"/cases/{drafted['id']}/timeline")).json()
    assert (await api.get(APPLICANT, f"/cases/{drafted['id']}/timeline", headers={"Accept": "text/csv"})).status_code == 200
    exported = await listed(api, kind="list_exported")
    assert {(*gist(row), row["rows"], row["about"]) for row in exported} == {
        ("list_exported", None, OFFICER, "list_enterprises", 2, 2 * seen, None),
        ("list_exported", None, APPLICANT, "get_timeline", 1, len(timeline), drafted["id"]),
    }
    assert seen > 0
    assert {row["outcome"] for row in exported} == {"given"}


async def test_list_is_no_event_when_it_is_leafed_through_or_refused_or_public(api: Desk) -> None:
    assert (await api.get(OFFICER, "/enterprises")).status_code == 200
    assert (await api.get(OFFICER, "/enterprises?format=csv&q=x")).status_code == 422
    assert (await api.get(None, "/calls?format=csv")).status_code == 200
    assert await listed(api, kind="list_exported") == []


async def test_rows_of_exports_are_added_up_when_processes_count_alike_or_the_database_was_away(database: Database) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    exported = Happened(NOW, Kind.LIST_EXPORTED, None, OFFICER, None, "list_enterprises")
    for watch in (Watch(), Watch()):
        watch.count(exported, 3)
        await watch.keep(away)
        watch.count(exported, 4)
        await watch.keep(database)
    await away.close()
    async with database.reading() as session:
        [row] = (await session.scalars(select(SecurityEvent))).all()
    assert (row.times, row.rows) == (4, 14)


async def test_what_somebody_wrote_into_an_address_is_not_kept_unless_it_is_a_number_of_ours(api: Desk) -> None:
    number = "110101199003078888"
    assert (await api.post("auditor", f"/applications/{number}/submit")).status_code == 403
    [row] = await listed(api)
    assert (row["about"], row["operation"]) == (None, "submit_application")


async def test_events_are_read_page_by_page_and_by_nobody_they_are_about(api: Desk, behind: Office) -> None:
    watch = Watch()
    for minutes in range(5):
        watch.count(refused(minute=NOW - timedelta(minutes=5 - minutes)))
    await watch.keep(behind.database)
    first = (await api.get("operator", EVENTS, params={"limit": 3})).json()
    second = (await api.get("admin", EVENTS, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    ids = [row["id"] for row in first["items"] + second["items"]]
    assert (len(ids), ids, second["next_cursor"]) == (5, sorted(ids, reverse=True), None)
    lately = (NOW - timedelta(minutes=2)).isoformat()
    assert [len(await listed(api, **{bound: lately})) for bound in ("since", "before")] == [2, 3]
    for person in (APPLICANT, OFFICER, HEAD):
        assert (await api.get(person, EVENTS)).status_code == 403


async def test_what_happens_is_kept_within_moments_though_nobody_asks_for_it(api: Desk, behind: Office) -> None:
    assert (await api.get(OFFICER, EVENTS)).status_code == 403

    async def find() -> bool | None:
        return (OFFICER, None) in await stored(behind.database) or None

    assert await until(find, "the event")


async def test_one_row_says_how_often_when_processes_count_alike(database: Database) -> None:
    for watch in (Watch(), Watch()):
        for _ in range(3):
            watch.count(refused())
        await watch.keep(database)
        await watch.keep(database)
    assert await stored(database) == {(OFFICER, None): 6}


async def test_flood_of_one_person_stays_small_and_is_counted_whole(database: Database) -> None:
    watch = Watch()
    for number in range(1000):
        watch.count(refused(about=f"BDA-2026-04-{number:06d}"))
    watch.count(refused(HEAD, "BDA-2026-04-000001"))
    await watch.keep(database)
    found = await stored(database)
    assert len(found) == MOST_OF_ONE + 2
    assert (sum(found.values()), found[OFFICER, None], found[HEAD, "BDA-2026-04-000001"]) == (1001, 1000 - MOST_OF_ONE, 1)


async def test_flood_from_everywhere_stays_small_and_is_counted_whole(database: Database) -> None:
    watch = Watch()
    for number in range(1000):
        watch.count(refused(None, network=f"10.{number // 256}.{number % 256}.0/24"))
    for number in range(2 * MOST):
        watch.count(refused(f"applicant-{number}"))
    await watch.keep(database)
    async with database.reading() as session:
        rows = (await session.scalars(select(SecurityEvent))).all()
    assert len(rows) <= MOST + 1
    assert sum(row.times for row in rows) == 1000 + 2 * MOST


async def test_what_happens_while_the_database_is_away_is_kept_once_it_is_back_and_fills_no_memory(database: Database) -> None:
    away, watch = Database("postgresql+psycopg://nobody@127.0.0.1:1/none"), Watch()
    for minute in range(2 * MOST_WAITING):
        watch.count(refused(f"applicant-{minute % 4}", minute=NOW + timedelta(minutes=minute // 4)))
    await watch.keep(away)
    await away.close()
    await watch.keep(database)
    found = await stored(database)
    assert sum(found.values()) == 2 * MOST_WAITING
    assert found[None, None] == MOST_WAITING


async def test_what_was_counted_last_is_kept_when_the_api_stops(database: Database) -> None:
    watch = Watch()
    async with watch.kept_in(database):
        watch.count(refused())
    assert await stored(database) == {(OFFICER, None): 1}


async def test_event_is_dropped_when_its_time_to_be_kept_is_over(database: Database) -> None:
    watch = Watch()
    watch.count(refused(HEAD))
    await watch.keep(database)
    async with database.writing() as session:
        await session.execute(update(SecurityEvent).values(minute=NOW - KEPT - timedelta(minutes=1)))
    watch.count(refused(minute=NOW + timedelta(minutes=1)))
    await watch.keep(database)
    assert await stored(database) == {(OFFICER, None): 1}


def test_events_are_kept_for_the_six_months_of_the_law() -> None:
    assert timedelta(days=184) < KEPT


def test_every_kind_has_its_title_and_every_reason_is_one() -> None:
    assert set(TITLES) == set(Kind)
    assert {why.value for why in Why} == {"expired", "forged", "invalid"}
