"""故障。What the API says while Temporal, the worker or the database is away, and that nothing changes by it."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.signatures.annual_run import AnnualRunOrder
from activities.signatures.calendar import CalendarNotice
from activities.signatures.case import CaseInput, Message
from activities.signatures.case_start import CaseStart
from api import temporal as cases
from models.session import Database
from policy.errors import Refusal
from tests.api.desk import APPLICANT, OFFICER, Desk, code_of, desk
from tests.conftest import REPOSITORY
from tests.office import Office, person
from tests.sealing import SEALED
from tests.vouching import ATTESTOR

NOWHERE = "127.0.0.1:1"
PARTS = ("ready", "database", "temporal", "worker", "evidence")


@pytest.fixture
async def without_temporal(behind: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(cases, "RPC_TIMEOUT", timedelta(seconds=2))
    client = await Client.connect(NOWHERE, lazy=True, data_converter=SEALED)
    async with desk(client, "nobody", behind.database, behind.sandbox, behind.parts.http, tmp_path) as opened:
        yield opened


@pytest.fixture
async def without_worker(behind: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(cases, "RPC_TIMEOUT", timedelta(seconds=2))
    async with desk(behind.client, "a-queue-without-a-worker", behind.database, behind.sandbox, behind.parts.http, tmp_path) as opened:
        yield opened


async def test_draft_is_untouched_until_it_is_submitted_when_temporal_is_away(without_temporal: Desk, api: Desk) -> None:
    drafted = await without_temporal.ready()
    path = f"/applications/{drafted['id']}"
    assert (await without_temporal.post(APPLICANT, f"{path}/submit", key="s")).status_code == 202
    assert (await without_temporal.get(APPLICANT, path)).json()["stage"]["code"] == "draft"
    # The same key submits it once Temporal is back.
    assert (await api.post(APPLICANT, f"{path}/submit", key="s")).status_code == 200


async def test_nothing_is_left_unheard_of_a_submission_when_no_worker_takes_it(without_worker: Desk) -> None:
    unheard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context))
    drafted = await without_worker.ready()
    assert (await without_worker.post(APPLICANT, f"/applications/{drafted['id']}/submit")).status_code == 202
    gc.collect()
    assert not unheard


async def test_run_is_put_off_when_temporal_is_away(without_temporal: Desk) -> None:
    refused = await without_temporal.post(OFFICER, "/annual-runs", {"item_code": "rd-growth", "year": 2023, "dry_run": True})
    assert (refused.status_code, code_of(refused)) == (503, "busy")
    assert int(refused.headers["retry-after"]) > 0


async def test_submission_is_taken_when_an_earlier_one_was_refused_by_the_case(api: Desk, behind: Office) -> None:
    drafted = await api.draft()
    path = f"/applications/{drafted['id']}"
    start = CaseInput("application", drafted["id"], drafted["number"], "题")
    draft = CaseStart(start, "innovation-centre", 5, "sti", 2026, "acceptance")
    asked = cases.Cases(behind.client, behind.settings.task_queue, behind.database, behind.attestor)
    with pytest.raises(Refusal) as refused:
        # Past the API's own check, as when evidence is taken back at the same moment.
        await asked.submit(draft, Message("submitted", person(APPLICANT), uuid.uuid4().hex))
    assert refused.value.code == "incomplete"
    for evidence in (await api.get(None, "/items/innovation-centre")).json()["evidence"]:
        await api.upload(drafted["id"], evidence["code"])
    assert (await api.post(APPLICANT, f"{path}/submit")).json()["stage"]["code"] == "acceptance"


async def test_readiness_says_which_part_is_away(without_temporal: Desk) -> None:
    assert (await without_temporal.get(None, "/livez")).status_code == 200
    assert (await without_temporal.get(None, "/readyz")).status_code == 503


async def test_api_is_busy_and_not_broken_when_the_database_is_away(behind: Office, tmp_path: Path) -> None:
    database = Database("postgresql+psycopg://nobody:x@127.0.0.1:1/none")
    async with desk(behind.client, "q", database, behind.sandbox, behind.parts.http, tmp_path) as opened:
        assert (await opened.get(None, "/livez")).status_code == 200
        assert (await opened.get(None, "/readyz")).status_code == 503
        refused = await opened.get(APPLICANT, "/applications")
        assert (refused.status_code, code_of(refused)) == (503, "busy")
        assert refused.headers["retry-after"]


async def test_api_is_ready_when_everything_is_there(api: Desk) -> None:
    ready = await api.get(None, "/readyz")
    assert ready.status_code == 200
    assert {part: ready.json()[part] for part in PARTS} == dict.fromkeys(PARTS, True)


async def test_api_is_not_ready_when_no_worker_works(behind: Office, tmp_path: Path) -> None:
    queue = f"nobody-{uuid.uuid4().hex[:8]}"
    async with desk(behind.client, queue, behind.database, behind.sandbox, behind.parts.http, tmp_path) as opened:
        await lacks(opened, "worker")


async def test_api_is_not_ready_when_temporal_does_not_know_its_namespace(behind: Office, tmp_path: Path) -> None:
    address = behind.client.service_client.config.target_host
    elsewhere = await Client.connect(address, namespace="nowhere", lazy=True)
    async with desk(elsewhere, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, tmp_path) as opened:
        await lacks(opened, "temporal", "worker")


async def test_api_is_not_ready_when_its_folder_of_evidence_is_gone(behind: Office, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    async with desk(behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, folder) as opened:
        folder.rmdir()
        folder.write_text("not a folder")
        await lacks(opened, "evidence")


@pytest.mark.parametrize(("free_bytes", "writable"), [(1_000, False), (1_000_000, True)])
def test_evidence_cannot_be_kept_when_no_room_is_left(tmp_path: Path, free_bytes: int, *, writable: bool) -> None:
    # The kernel refuses what is longer, as a full disk does; nothing of it stays.
    script = (
        "import asyncio, pathlib, resource; from runtime.evidence import StoredEvidence; from runtime.leaving import leave;"
        f" store = StoredEvidence(pathlib.Path({str(tmp_path)!r}).as_uri());"
        f" resource.setrlimit(resource.RLIMIT_FSIZE, ({free_bytes}, {free_bytes})); print(asyncio.run(store.is_writable())); leave(0)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=REPOSITORY)
    assert done.stdout.strip() == str(writable)


async def lacks(opened: Desk, *missing: str) -> None:
    """Ask whether the API is ready: it is not, for these parts."""
    ready = await opened.get(None, "/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert {part for part in PARTS if not ready.json()[part]} >= {"ready", *missing}


@pytest.mark.parametrize(
    "act",
    [
        lambda served: served.start_commitment_check(2026),
        lambda served: served.reconcile(date(2026, 11, 2), again=False),
        lambda served: served.start_annual_run(AnnualRunOrder("rd-growth", 2025, actor=person("officer-econ-1"), key="k")),
        lambda served: served.import_calendar(CalendarNotice(2031, "国办发明电〔2030〕7号", [], person("admin"), datetime.now(UTC))),
    ],
)
async def test_nobody_is_told_to_come_again_when_what_would_be_started_has_ended(act: Callable[[cases.Cases], Awaitable[object]]) -> None:
    async def over(*_args: object, **_named: object) -> None:
        message = "fixed/id"
        raise WorkflowAlreadyStartedError(message, "Any")

    client: Any = SimpleNamespace(start_workflow=over, execute_workflow=over)
    database: Any = None
    with pytest.raises(Refusal) as refused:
        await act(cases.Cases(client, "queue", database, ATTESTOR))
    assert refused.value.code == "process_ended"
