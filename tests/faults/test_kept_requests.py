"""收下的请求。What was answered with 202 is done though worker, API and Temporal are killed, and counts from when it was received."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from models.tables import AuditEvent
from runtime.addresses import LOOPBACK
from runtime.local import embedded_temporal
from runtime.local.embedded_temporal import TemporalServer
from tests.contract.conftest import free_port
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_api import Api, ending
from tests.office import APPLICANT, OFFICER, Office, defective, explained, until
from tests.patience import PATIENCE

KEY = "an-answer"
# The answer of the API comes after ten seconds, the term ends after twelve, and the first try is made again after fifteen.
TERM_SECONDS = 12


@dataclass
class Temporal:
    """A server that may be killed, whose history is a file."""

    home: Path
    port: int = field(default_factory=free_port)
    ui_port: int = field(default_factory=free_port)
    server: TemporalServer = field(init=False)

    async def start(self) -> None:
        """Start it on what it kept."""
        self.server = await asyncio.to_thread(embedded_temporal.start, self.home, self.port, self.ui_port)

    def kill(self) -> None:
        """Kill it as the kernel does, without a word."""
        self.server.process.kill()
        self.server.process.wait()


@contextmanager
def serving(temporal: Temporal) -> Iterator[None]:
    try:
        yield
    finally:
        temporal.server.stop()


@pytest.fixture
async def temporal(home: Path) -> AsyncIterator[Temporal]:
    its = Temporal(home / "temporal")
    await its.start()
    with serving(its):
        yield its


@pytest.fixture
async def office(temporal: Temporal, database_url: str, sandbox_url: str, home: Path) -> AsyncIterator[Office]:
    port = free_port()
    its: dict[str, Any] = {"api_port": port, "public_base_url": f"http://{LOOPBACK}:{port}", "evidence_url": (home / "evidence").as_uri()}
    terms = {"correction": TERM_SECONDS * 20}
    async with office_without_worker(temporal.server.address, database_url, sandbox_url, durations=terms, **its) as running:
        yield running


async def asked(office: Office, person: str, method: str, path: str, **request: Any) -> httpx.Response:
    token = (await office.sandbox.post("/oidc/token", json={"person": person})).raise_for_status().json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": KEY}
    async with httpx.AsyncClient(base_url=office.settings.public_base_url, timeout=PATIENCE, trust_env=False) as http:
        return await http.request(method, path, headers=headers, **request)


async def taken(office: Office, person: str, task: str, answer: dict[str, Any]) -> str:
    """Complete a task that nobody can do anything about, and return where to look for the outcome."""
    answered = await asked(office, person, "POST", f"/tasks/{task}/complete", json=answer)
    assert answered.status_code == 202
    return answered.headers["location"]


async def done(office: Office, person: str, where: str) -> dict[str, Any]:
    async def outcome() -> dict[str, Any] | None:
        shown: dict[str, Any] = (await asked(office, person, "GET", where)).raise_for_status().json()
        return None if shown["state"] == "waiting" else shown

    return await until(outcome, "an outcome")


async def test_act_is_done_once_when_worker_temporal_and_api_are_killed_after_it_was_taken(office: Office, temporal: Temporal) -> None:
    with killable(office.settings) as worker:
        api = Api(office.settings)
        await api.start()
        with ending(api):
            case = await office.apply_for()
            task = str((await case.task("acceptance")).id)
            worker.kill()
            where = await taken(office, OFFICER.subject, task, {"decision": "accepted"})
            temporal.kill()
            api.kill()
            await temporal.start()
            await api.start()
            worker.start()
            outcome = await done(office, OFFICER.subject, where)
            assert (outcome["state"], outcome["receipt"]["event"]) == ("done", "accepted")
            again = await asked(office, OFFICER.subject, "POST", f"/tasks/{task}/complete", json={"decision": "accepted"})
            assert (again.status_code, again.json()) == (200, outcome["receipt"])
    events = await office.all(select(AuditEvent.event).where(AuditEvent.case_id == case.id))
    assert list(events).count("accepted") == 1


async def test_application_does_not_lapse_when_its_correction_was_taken_in_time(office: Office) -> None:
    with killable(office.settings) as worker:
        api = Api(office.settings)
        await api.start()
        with ending(api):
            case = await office.apply_for()
            await case.answer("acceptance", OFFICER, **defective())
            task = await case.task("correction")
            assert task.due_at
            worker.kill()
            where = await taken(office, APPLICANT.subject, str(task.id), explained())
            await asyncio.sleep(max(0.0, (task.due_at - datetime.now(UTC)).total_seconds()))
            # The first thing it knows is that the application lapsed.
            worker.start()
            assert (await done(office, APPLICANT.subject, where))["receipt"]["event"] == "corrected"
    assert "lapsed" not in await case.events()


async def test_application_lapses_when_its_correction_came_after_its_term_and_no_worker_saw_it_end(office: Office) -> None:
    with killable(office.settings) as worker:
        api = Api(office.settings)
        await api.start()
        with ending(api):
            case = await office.apply_for()
            await case.answer("acceptance", OFFICER, **defective())
            task = await case.task("correction")
            assert task.due_at
            worker.kill()
            await asyncio.sleep(max(0.0, (task.due_at - datetime.now(UTC)).total_seconds()) + 1)
            where = await taken(office, APPLICANT.subject, str(task.id), explained())
            worker.start()
            assert (await done(office, APPLICANT.subject, where))["state"] == "refused"
            await case.reach("lapsed")
    assert "corrected" not in await case.events()
