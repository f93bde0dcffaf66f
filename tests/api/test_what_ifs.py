"""政策试算的接口。A change of the law is tried on what is stored, on a run and on invented rows, and nothing stored changes by it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import text

from activities.what_if import activities as what_if_activities
from models.session import Database
from tests.api.annual_runs import reached, started
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, Desk, code_of
from tests.models.what_ifs import store
from tests.office import Office, until
from tests.policy.baselines import WAN, document
from tests.policy.test_what_if import INVENTED
from tests.workflows.annual_runs import alone_with_runs, growth_rule

HIGHER: dict[str, Any] = {"item": "rd-growth", "against": "cases", "change": {"figures": {"rate": "0.25"}}}
SWEEP = {"figure": "rate", "from": "0.10", "to": "0.30", "steps": 3}
OWN = ("what_ifs", "what_if_parts", "idempotency_records")
# What is taken out of more documents than are stored here is kept besides, in a table of its own: `what_if_extracts`.


@pytest.fixture
async def stored(behind: Office) -> Database:
    """Four cases of clause 6: two awards, one refused for what it is, one below its target."""
    documents = (
        document("rd-growth"),
        document("rd-growth", rd_expense_fen=300 * WAN, application_date="2027-01-04"),
        document("rd-growth", size="small"),
        document("rd-growth", rd_expense_fen=100 * WAN),
    )
    async with behind.database.writing() as session:
        for one in documents:
            await store(session, "rd-growth", one, [])
    return behind.database


async def tried(api: Desk, **changes: Any) -> dict[str, Any]:
    """Try something, and return what was found."""
    answer = await api.post(OFFICER, "/simulations", HIGHER | changes)
    assert answer.status_code == 202, answer.text
    return await ended(api, answer.headers["location"])


async def ended(api: Desk, path: str) -> dict[str, Any]:
    """Wait until a what-if has ended."""

    async def find() -> dict[str, Any] | None:
        found = (await api.get(OFFICER, path)).json()
        return None if found["state"] == "running" else found

    return dict(await until(find, path))


async def test_stored_cases_are_compared_before_and_after_in_all_and_by_year(api: Desk, stored: Database) -> None:
    found = await tried(api)
    result = found["result"]
    assert (found["state"], result["cases"], result["judged"]) == ("done", 4, 4)
    assert (result["before"]["award_fen"], result["after"]["award_fen"], result["difference_fen"]) == (60 * WAN, 75 * WAN, 15 * WAN)
    assert result["effects"]["gains"] == {"cases": 2, "difference_fen": 15 * WAN}
    assert [(year["year"], year["difference_fen"]) for year in result["years"]] == [(2026, 5 * WAN), (2027, 10 * WAN)]
    # What is appropriated for the department serves the item too: the result says so.
    assert result["years"][0]["budget"]["line"] == "department"


async def test_rows_are_read_page_by_page_and_by_effect(api: Desk, stored: Database) -> None:
    path = f"/simulations/{(await tried(api))['id']}/cases"
    seen, cursor = list[dict[str, Any]](), None
    while True:
        page = (await api.get(OFFICER, path, params={"limit": "3"} | ({"cursor": cursor} if cursor else {}))).json()
        seen += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len({row["number"] for row in seen}) == 4
    gains = (await api.get(OFFICER, path, params={"effect": "gains"})).json()["items"]
    assert gains == [row for row in seen if row["effect"] == "gains"]
    assert {(row["before"]["award_fen"], row["after"]["award_fen"]) for row in gains} == {(20 * WAN, 25 * WAN), (40 * WAN, 50 * WAN)}
    assert (await api.get(OFFICER, path, params={"effect": "loses"})).json()["items"] == []


async def test_a_sweep_is_drawn_as_a_chart_that_reads_as_xml(api: Desk, stored: Database) -> None:
    found = await tried(api, sweep=SWEEP, ceiling_fen=30 * WAN)
    steps = found["result"]["sweep"]["steps"]
    assert [(step["value"], step["award_fen"]) for step in steps] == [("0.1", 30 * WAN), ("0.2", 60 * WAN), ("0.3", 90 * WAN)]
    # Each year shares a ceiling of its own.
    assert [step["shared_fen"] for step in steps] == [30 * WAN, 50 * WAN, 60 * WAN]
    for language, word in (("zh", "总额分配后"), ("en", "After the ceiling")):
        drawn = await api.get(OFFICER, f"/simulations/{found['id']}/chart.svg", headers={"Accept-Language": language})
        assert drawn.headers["content-type"] == "image/svg+xml"
        chart = ET.fromstring(drawn.text)  # noqa: S314 - ours
        assert word in "".join(chart.itertext())
        assert "script" not in drawn.text


async def test_there_is_no_chart_when_nothing_was_swept(api: Desk, stored: Database) -> None:
    assert code_of(await api.get(OFFICER, f"/simulations/{(await tried(api))['id']}/chart.svg")) == "not_found"


async def test_invented_rows_are_tried_when_no_case_is_stored(api: Desk) -> None:
    found = await tried(api, against="synthetic", population=INVENTED)
    assert found["result"]["cases"] == INVENTED["rows"]
    row = (await api.get(OFFICER, f"/simulations/{found['id']}/cases", params={"limit": "1"})).json()["items"][0]
    assert (row["number"], row["enterprise_uscc"]) == ("1", None)


async def test_a_run_is_tried_by_what_it_has_frozen(api: Desk, behind: Office) -> None:
    await growth_rule(behind)
    async with alone_with_runs(behind):
        run = await started(api, dry_run=True)
        await reached(api, run, "previewed")
        found = await tried(api, against="annual_run", annual_run=run["number"])
        members = (await api.get(OFFICER, f"/annual-runs/{run['id']}/members", params={"outcome": "award"})).json()["items"]
        path = f"/simulations/{found['id']}/cases"
        rows = (await api.get(OFFICER, path, params={"limit": "100"})).json()["items"]
    before = {row["enterprise_uscc"]: row["before"]["award_fen"] for row in rows if row["before"]["award_fen"]}
    assert before == {row["uscc"]: row["award_fen"] for row in members}
    # One of the three is at the cap already: no rate gives it more.
    assert (len(members), found["result"]["effects"]["gains"]["cases"]) == (3, 2)
    assert all(row["enterprise_name"] for row in rows)


async def test_nothing_stored_changes_when_something_is_tried(api: Desk, stored: Database) -> None:
    # Whoever signs in for the first time becomes known by it; what is tried afterwards is looked at alone.
    await api.get(OFFICER, "/simulations")
    before = await digests(stored)
    for change in ({}, {"sweep": SWEEP}, {"against": "synthetic", "population": INVENTED}):
        await tried(api, **change)
    after = await digests(stored)
    assert len(before) > 50
    assert {name for name in after if after[name] != before[name]} == set(OWN)


async def digests(database: Database) -> dict[str, str]:
    """Return a digest of every row of every table."""
    async with database.reading() as session:
        names = (await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))).all()
        found = {}
        for name in names:
            rows = (await session.scalars(text(f'SELECT t::text FROM "{name}" t ORDER BY 1'))).all()  # noqa: S608 - a table of ours
            found[str(name)] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.mark.parametrize(
    ("person", "code"), [(APPLICANT, "forbidden"), (FOREIGN_OFFICER, "forbidden"), ("auditor", "forbidden"), (None, "unauthenticated")]
)
async def test_who_does_not_administer_the_item_tries_nothing(shared: Desk, person: str | None, code: str) -> None:
    assert code_of(await shared.post(person, "/simulations", HIGHER)) == code


async def test_a_result_exists_for_the_department_and_the_auditor_alone(api: Desk, stored: Database) -> None:
    path = f"/simulations/{(await tried(api))['id']}"
    for reader in (OFFICER, HEAD, "auditor"):
        assert (await api.get(reader, path)).status_code == 200
        assert [f"/simulations/{row['id']}" for row in (await api.get(reader, "/simulations")).json()["items"]] == [path]
    for ending in ("", "/cases", "/chart.svg"):
        assert code_of(await api.get(FOREIGN_OFFICER, path + ending)) == "not_found"
    assert (await api.get(FOREIGN_OFFICER, "/simulations")).json()["items"] == []
    assert code_of(await api.get(APPLICANT, path)) == "forbidden"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"change": {"figures": {"rate": 0.25}}}, "invalid_input"),
        ({"item": "nothing"}, "unknown_item"),
        ({"item": "mega-project"}, "wrong_process"),
        ({"against": "annual_run", "annual_run": "rd-growth/1999"}, "not_found"),
        ({"against": "annual_run"}, "invalid_input"),
        ({"against": "synthetic", "population": {}}, "invalid_input"),
        ({"other": 1}, "invalid_input"),
    ],
)
async def test_what_is_not_valid_is_refused_before_anything_starts(shared: Desk, changes: dict[str, Any], code: str) -> None:
    assert code_of(await shared.post(OFFICER, "/simulations", HIGHER | changes)) == code


async def test_the_same_request_is_one_what_if(api: Desk, stored: Database) -> None:
    places = {(await api.post(OFFICER, "/simulations", HIGHER, key="once")).headers["location"] for _ in range(2)}
    assert len(places) == 1


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.Event]:
    """Have what is tried wait until it may go on."""
    may_go_on = asyncio.Event()
    reading = what_if_activities.WhatIfActivities._read

    async def read(self: Any, order: Any) -> Any:
        await may_go_on.wait()
        return await reading(self, order)

    monkeypatch.setattr(what_if_activities.WhatIfActivities, "_read", read)
    yield may_go_on
    may_go_on.set()


async def test_a_what_if_that_is_cancelled_keeps_nothing(api: Desk, stored: Database, slow: asyncio.Event) -> None:
    started_ = await api.post(OFFICER, "/simulations", HIGHER)
    path = started_.headers["location"]
    assert (await api.get(OFFICER, path)).json()["state"] == "running"
    assert (await api.post(OFFICER, f"{path}/cancel")).status_code == 202
    found = await ended(api, path)
    assert (found["state"], found["result"]) == ("cancelled", None)
    assert (await api.get(OFFICER, f"{path}/cases")).json()["items"] == []
    assert code_of(await api.post(OFFICER, f"{path}/cancel")) == "wrong_stage"
