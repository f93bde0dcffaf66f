"""请求的测试。What is only taken is kept, done once there is somebody to do it, and told to whoever asked."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update
from temporalio.client import Client, Interceptor, OutboundInterceptor, StartWorkflowUpdateInput, WorkflowUpdateHandle
from temporalio.service import RPCError, RPCStatusCode

from activities.signatures.request import Words
from api import temporal
from api.temporal import Cases
from models.tables import AuditEvent, CaseRequest
from runtime.container import worker
from runtime.deliverer import Deliverer
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of, desk
from tests.api.test_objections import noticed, objected
from tests.office import Office
from tests.patience import until
from tests.sealing import SEALED

NOWHERE = "127.0.0.1:1"


@pytest.fixture
def queue() -> str:
    return f"nobody-yet-{uuid.uuid4().hex[:8]}"


@pytest.fixture
async def alone(behind: Office, queue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """An API for whose cases there is no worker."""
    monkeypatch.setattr(temporal, "RPC_TIMEOUT", timedelta(seconds=0.5))
    async with desk(behind.client, queue, behind.database, behind.sandbox, behind.parts.http, tmp_path) as opened:
        yield opened


@pytest.fixture
async def cut_off(behind: Office, queue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """An API that does not reach Temporal."""
    async with without_temporal(behind, queue, tmp_path, monkeypatch) as opened:
        yield opened


@asynccontextmanager
async def without_temporal(behind: Office, queue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Open an API that does not reach Temporal, and that no other waits for long from then on."""
    monkeypatch.setattr(temporal, "RPC_TIMEOUT", timedelta(seconds=0.5))
    client = await Client.connect(NOWHERE, lazy=True, data_converter=SEALED)
    async with desk(client, queue, behind.database, behind.sandbox, behind.parts.http, tmp_path) as opened:
        yield opened


@pytest.fixture
def durations() -> dict[str, int]:
    """A notice that is not over before somebody has objected."""
    return {"public_notice": 600}


@asynccontextmanager
async def at_work(behind: Office, queue: str) -> AsyncIterator[Deliverer]:
    """Let a worker begin and do what waits, and return its deliverer."""
    its = replace(behind.parts, settings=behind.settings.model_copy(update={"task_queue": queue}))
    deliverer = Deliverer(Cases(behind.client, queue, behind.database))

    async def answered() -> bool | None:
        # For it, it is time now; who has just begun may take longer than it waits.
        await behind.change(update(CaseRequest).values(next_at=func.now()))
        await deliverer.bring_due()
        return not await behind.all(select(CaseRequest.key).where(CaseRequest.answered_at.is_(None))) or None

    async with worker(behind.client, its):
        await until(answered, "the outcome of every request")
        yield deliverer


async def taken(asked: httpx.Response) -> str:
    """Return where a client looks for what becomes of a request that was only taken."""
    assert asked.status_code == 202
    where = asked.headers["location"]
    assert where.startswith("/requests/")
    assert asked.json()["see"] == where
    return str(where)


async def events(behind: Office, case_id: str) -> list[str]:
    query = select(AuditEvent.event).where(AuditEvent.case_id == uuid.UUID(case_id)).order_by(AuditEvent.sequence)
    return list(await behind.all(query))


async def test_submission_is_done_later_when_no_worker_was_there(behind: Office, queue: str, alone: Desk) -> None:
    await _is_done_later(behind, queue, alone)


async def test_submission_is_done_later_when_temporal_was_away(behind: Office, queue: str, cut_off: Desk) -> None:
    await _is_done_later(behind, queue, cut_off)


async def _is_done_later(behind: Office, queue: str, its: Desk) -> None:
    drafted = await its.ready()
    path = f"/applications/{drafted['id']}/submit"
    where = await taken(await its.post(APPLICANT, path, key="s"))
    waiting = (await its.get(APPLICANT, where)).json()
    assert (waiting["state"], waiting["receipt"], waiting["answered_at"]) == ("waiting", None, None)
    async with at_work(behind, queue) as deliverer:
        done = (await its.get(APPLICANT, where)).json()
        assert (done["state"], done["receipt"]["stage"]["code"]) == ("done", "acceptance")
        assert await events(behind, drafted["id"]) == ["submitted"]
        again = await its.post(APPLICANT, path, key="s")
        assert (again.status_code, again.json()) == (200, done["receipt"])
        assert await deliverer.bring_due() == 0


async def test_second_of_two_is_refused_when_both_were_taken_for_one_task(behind: Office, queue: str, alone: Desk) -> None:
    drafted = await alone.ready()
    await taken(await alone.post(APPLICANT, f"/applications/{drafted['id']}/submit"))
    async with at_work(behind, queue):
        pass
    task = await alone.soon(OFFICER, drafted["id"], "acceptance")
    path, accepted = f"/tasks/{task['id']}/complete", {"decision": "accepted"}
    asked = {person: await taken(await alone.post(person, path, accepted)) for person in (OFFICER, OTHER_OFFICER)}
    async with at_work(behind, queue):
        pass
    first = (await alone.get(OFFICER, asked[OFFICER])).json()
    second = (await alone.get(OTHER_OFFICER, asked[OTHER_OFFICER])).json()
    assert (first["state"], second["state"], second["problem"]["code"]) == ("done", "refused", "task_closed")
    assert second["problem"]["title"]


async def test_another_body_is_refused_under_the_key_of_what_was_only_taken(behind: Office, queue: str, alone: Desk) -> None:
    drafted = await alone.ready()
    await taken(await alone.post(APPLICANT, f"/applications/{drafted['id']}/submit"))
    async with at_work(behind, queue):
        pass
    path = f"/tasks/{(await alone.soon(OFFICER, drafted['id'], 'acceptance'))['id']}/complete"
    where = await taken(await alone.post(OFFICER, path, {"decision": "accepted"}, key="k"))
    other = await alone.post(OFFICER, path, {"decision": "acceptance_refused", "reason": "不予受理"}, key="k")
    assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")
    assert await taken(await alone.post(OFFICER, path, {"decision": "accepted"}, key="k")) == where


async def test_request_is_nobody_elses_to_read(alone: Desk) -> None:
    drafted = await alone.ready()
    where = await taken(await alone.post(APPLICANT, f"/applications/{drafted['id']}/submit"))
    for person in (OFFICER, STRANGER, HEAD):
        refused = await alone.get(person, where)
        assert (refused.status_code, code_of(refused)) == (404, "not_found")
    # Of a request that was somebody's nobody is told who is not signed in, nor that it is there.
    assert (await alone.get(None, where)).status_code == 404


async def test_submission_is_refused_when_its_draft_was_deleted_before_it_came(behind: Office, queue: str, cut_off: Desk) -> None:
    drafted = await cut_off.ready()
    where = await taken(await cut_off.post(APPLICANT, f"/applications/{drafted['id']}/submit"))
    draft = await cut_off.get(APPLICANT, f"/applications/{drafted['id']}")
    headers = {"If-Match": draft.headers["etag"]}
    assert (await cut_off.ask(APPLICANT, "DELETE", f"/applications/{drafted['id']}", headers=headers)).status_code == 204
    async with at_work(behind, queue):
        pass
    ended = (await cut_off.get(APPLICANT, where)).json()
    assert (ended["state"], ended["problem"]["code"]) == ("refused", "wrong_stage")


async def test_act_is_kept_once_with_its_outcome_and_its_words_sealed(behind: Office, api: Desk) -> None:
    await api.submitted()
    [row] = await behind.all(select(CaseRequest))
    assert (row.update, row.event, row.outcome is not None, row.tries) == ("submit", "submitted", True, 0)
    assert row.asked_by.encode() not in row.sealed
    assert Words.of(behind.database.seal.open(row.sealed, row.key)).message.actor.subject == row.asked_by
    with pytest.raises(ValueError, match="sealed"):
        behind.database.seal.open(row.sealed, "another key")


class NotStartedYet(Interceptor):
    """A Temporal that does not know a case for a while, as before whoever opened it has started it."""

    def __init__(self, times: int) -> None:
        self.times = times

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002
        """Return what each request of the client goes through."""
        return _Unknown(next, self)


class _Unknown(OutboundInterceptor):
    def __init__(self, following: OutboundInterceptor, told: NotStartedYet) -> None:
        super().__init__(following)
        self.told = told

    async def start_workflow_update(self, input: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:  # noqa: A002
        self.told.times -= 1
        if self.told.times >= 0:
            raise RPCError("unknown", RPCStatusCode.NOT_FOUND, b"")
        return await super().start_workflow_update(input)


@asynccontextmanager
async def asking_too_early(behind: Office, folder: Path, times: int) -> AsyncIterator[Desk]:
    client = Client(**(behind.client.config() | {"interceptors": [NotStartedYet(times)]}))
    async with desk(client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, folder) as opened:
        yield opened


async def test_act_is_done_when_its_case_is_only_about_to_be_started(api: Desk, behind: Office, tmp_path: Path) -> None:
    submitted = await api.submitted()
    task = await api.task(OFFICER, submitted["number"], "acceptance")
    async with asking_too_early(behind, tmp_path, times=3) as early:
        done = await early.post(OFFICER, f"/tasks/{task['id']}/complete", {"decision": "accepted"})
    assert done.status_code == 200, done.text


async def test_act_is_kept_when_the_process_of_an_open_case_is_not_there(
    api: Desk, behind: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporal, "START_PATIENCE", timedelta(seconds=0.5))
    submitted = await api.submitted()
    task = await api.task(OFFICER, submitted["number"], "acceptance")
    async with asking_too_early(behind, tmp_path, times=100) as early:
        asked = await early.post(OFFICER, f"/tasks/{task['id']}/complete", {"decision": "accepted"})
    await taken(asked)
    deliverer = Deliverer(Cases(behind.client, behind.settings.task_queue, behind.database))
    await behind.change(update(CaseRequest).values(next_at=func.now()))
    await deliverer.bring_due()
    await api.reached(APPLICANT, submitted["number"], "review")


async def test_act_is_refused_when_its_case_is_over_and_its_process_gone(api: Desk, behind: Office, tmp_path: Path) -> None:
    submitted = await api.submitted()
    path = f"/cases/{submitted['number']}"
    assert (await api.post(APPLICANT, f"{path}/withdraw", {"reason": "另有安排"})).status_code == 200
    async with asking_too_early(behind, tmp_path, times=1) as early:
        refused = await early.post(APPLICANT, f"{path}/withdraw", {"reason": "另有安排"})
    assert refused.status_code == 409
    assert code_of(refused) in {"process_ended", "wrong_stage"}


async def test_objection_that_was_only_taken_is_followed_by_whoever_has_its_key(
    behind: Office, api: Desk, queue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, notice = await noticed(api)
    async with without_temporal(behind, queue, tmp_path, monkeypatch) as cut_off:
        where = await taken(await objected(cut_off, notice, None, person=STRANGER))
        for person in (STRANGER, None):
            assert (await cut_off.get(person, where)).json()["state"] == "waiting"
    monkeypatch.undo()

    async def done() -> Any:
        await behind.change(update(CaseRequest).values(next_at=func.now()))
        await Deliverer(Cases(behind.client, behind.settings.task_queue, behind.database)).bring_due()
        shown = (await api.get(None, where)).json()
        return None if shown["state"] == "waiting" else shown

    shown = await until(done, "its outcome")
    assert (shown["state"], shown["receipt"]["event"]) == ("done", "objection_filed")


async def test_request_of_somebody_is_not_found_by_who_is_not_signed_in(alone: Desk) -> None:
    drafted = await alone.ready()
    where = await taken(await alone.post(APPLICANT, f"/applications/{drafted['id']}/submit"))
    assert code_of(await alone.get(None, where)) == "not_found"
