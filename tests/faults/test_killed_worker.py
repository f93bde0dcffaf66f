"""A worker killed with SIGKILL in the middle of everything: another takes over, nothing is lost and nothing happens twice."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.session import Database
from models.tables import AuditEvent, Task
from runtime.container import Container, connect, register_search_attributes
from runtime.settings import Settings
from tests.contract.conftest import SECRET, TOKEN, free_port, sandbox_process
from tests.workflows import office as offices
from tests.workflows.office import APPLICANT, FINANCE, HASTE, HEAD, OFFICER, OTHER_FINANCE, SIGNED, WAN, Case, Office, furnish, settings_for

REPOSITORY = Path(__file__).parent.parent.parent
AWARD = 50 * WAN
PATIENCE = 90.0


@dataclass
class Worker:
    """A worker in a process of its own, to be killed."""

    settings: Settings
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start one, and wait until it serves."""
        process = subprocess.Popen(
            [sys.executable, "-m", "runtime.worker"],
            cwd=REPOSITORY,
            env=os.environ | self.settings.child_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"worker ready\n"

    def kill(self) -> None:
        """Kill it as the kernel does, without a word."""
        self.processes[-1].kill()
        self.processes[-1].wait()


@contextmanager
def killable(settings: Settings) -> Iterator[Worker]:
    worker = Worker(settings)
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()


@pytest.fixture
def sandbox_url(home: Path) -> Iterator[str]:
    """The outside authorities, over real HTTP."""
    port = free_port()
    with sandbox_process(home, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def office(
    temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    monkeypatch.setattr(offices, "PATIENCE", PATIENCE)
    settings = settings_for(
        database_url,
        sandbox_url=sandbox_url,
        temporal_address=temporal_env.client.service_client.config.target_host,
        oidc_issuer=sandbox_url,
        treasury_secret=SECRET,
        gateway_token=TOKEN,
        payload_keys=base64.b64encode(secrets.token_bytes(32)).decode(),
        **HASTE,
    )
    client = await connect(settings)
    await register_search_attributes(client)
    database = Database(database_url)

    async def wait(*_: Any) -> None:
        """Real time passes by itself."""

    async with httpx.AsyncClient(base_url=sandbox_url, trust_env=False) as http:
        running = Office(client, database, http, settings, Container(settings, database, http), wait, nullcontext)
        await offices.until(lambda: _healthy(http), "the sandbox")
        await furnish(running, 100 * AWARD)
        yield running
    await database.close()


async def _healthy(http: httpx.AsyncClient) -> bool | None:
    try:
        return (await http.get("/healthz")).is_success or None
    except httpx.TransportError:
        return None


# Each step: how to get to it, and who then does what.
STEPS: dict[str, tuple[Callable[[Case], Any] | None, str, Any, dict[str, Any]]] = {
    "accepted, so that the sources are asked": (None, "acceptance", OFFICER, {"decision": "accepted"}),
    "recommended, so that it is assessed": (Case.to_review, "desk_review", OFFICER, {"decision": "recommended", "opinion": "可"}),
    "approved, so that money is set aside": (Case.to_decision, "decision", HEAD, {"decision": "approved"}),
    "signed": (Case.to_commitment, "commitment", APPLICANT, SIGNED),
    "confirmed, so that the treasury is told": (Case.to_payment, "payment_confirmation", OTHER_FINANCE, {"decision": "payment_confirmed"}),
}

REST: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("acceptance", OFFICER, {"decision": "accepted"}),
    ("desk_review", OFFICER, {"decision": "recommended", "opinion": "可"}),
    ("decision", HEAD, {"decision": "approved"}),
    ("commitment", APPLICANT, SIGNED),
    ("payment_release", FINANCE, {"decision": "payment_released"}),
    ("payment_confirmation", OTHER_FINANCE, {"decision": "payment_confirmed"}),
)


async def to_step(office: Office, index: int, step: str) -> tuple[Case, Any]:
    case = await office.apply_for(facts={"certificate_no": f"BDA-2026-{index:03d}"})
    stretch, kind, actor, answer = STEPS[step]
    if stretch is not None:
        await stretch(case)
    if kind == "payment_confirmation":
        await case.answer("payment_release", FINANCE, decision="payment_released")
    return case, await case.completion(kind, actor, **answer)


async def finish(case: Case) -> None:
    """Do whatever human steps are left."""
    done = {task.kind for task in await case.office.all(select(Task).where(Task.case_id == case.id, Task.completed_by.is_not(None)))}
    for kind, actor, answer in REST:
        if kind not in done:
            await case.answer(kind, actor, **answer)
    await case.reach("in_force")


async def test_nothing_is_lost_and_nothing_happens_twice_when_the_worker_is_killed_at_any_step(office: Office) -> None:
    with killable(office.settings) as worker:
        # Every step three times over: as the worker goes, some requests have not arrived, some are being written, some are answered.
        prepared = await asyncio.gather(*(to_step(office, index, step) for index, step in enumerate([*STEPS] * 3)))
        requests = [asyncio.create_task(case.ask("complete_task", completion)) for case, completion in prepared]
        await asyncio.sleep(0.15)
        worker.kill()
        assert not all(request.done() for request in requests)
        worker.start()
        receipts = await asyncio.gather(*requests)
        assert [receipt.event for receipt in receipts] == [completion.event for _, completion in prepared]
        await asyncio.gather(*(finish(case) for case, _ in prepared))
    await books_balance(office, [case for case, _ in prepared])


async def books_balance(office: Office, cases: list[Case]) -> None:
    payments = await office.treasury_payments()
    assert Counter(payment["instruction_no"] for payment in payments) == {f"{case.number}-P1": 1 for case in cases}
    balances = await office.balances()
    assert (balances["expenditure"], balances["in_transit"], balances["commitment"], balances["pre_commitment"]) == (
        len(cases) * AWARD,
        0,
        0,
        0,
    )
    for case in cases:
        events = await office.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        names = [event.event for event in events]
        assert names == list(dict.fromkeys(names))


async def test_requests_wait_for_a_worker_when_none_is_alive(office: Office) -> None:
    with killable(office.settings) as worker:
        case = await office.apply_for()
        worker.kill()
        request = asyncio.create_task(case.answer("acceptance", OFFICER, decision="accepted"))
        await asyncio.sleep(0.5)
        assert not request.done()
        worker.start()
        assert (await request).event == "accepted"
        await case.reach("review")
