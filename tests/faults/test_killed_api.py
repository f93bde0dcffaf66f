"""The API killed with SIGKILL while finance releases a payment: whoever asks again is answered, and the award is paid once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import ACCEPTED
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import CaseRequest, IdempotencyRecord
from policy.working_days import BEIJING
from runtime.addresses import LOOPBACK
from runtime.local.local_system import answers, serve
from runtime.local.process_tree import ProcessTree
from runtime.settings import Settings
from tests.contract.conftest import free_port
from tests.faults.killable import AWARD, Worker, killable, office_without_worker
from tests.faults.test_killed_worker import CONFIRMED, books_balance
from tests.office import FINANCE, OTHER_FINANCE, Case, Office, until
from tests.patience import PATIENCE

KEY = "release-of-the-award"


@dataclass
class Api:
    """An API in a process of its own, to be killed."""

    settings: Settings
    tree: ProcessTree = field(init=False)

    async def start(self) -> None:
        """Start one as the program does, and wait until it is ready."""
        self.tree = ProcessTree(lambda *_: None)
        serve(self.tree, "api", "runtime.asgi:create_app", LOOPBACK, self.settings.api_port, self.settings.child_environment())
        # Alive is enough: some of these tests have no worker, without which it is not ready.
        ready = f"{self.settings.public_base_url}/livez"
        await asyncio.to_thread(self.tree.wait_ready, "api", lambda: answers(ready), seconds=PATIENCE)

    def kill(self) -> None:
        """Kill it as the kernel does, without a word."""
        self.tree.kill()
        self.tree.stop()

    async def post(self, office: Office, person: str, path: str, body: dict[str, Any], key: str = KEY) -> httpx.Response:
        """Post as a person, over a connection of its own, and again as long as it is only taken: a worker that begins may be slow."""
        token = (await office.sandbox.post("/oidc/token", json={"person": person})).raise_for_status().json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        async with httpx.AsyncClient(base_url=self.settings.public_base_url, timeout=PATIENCE, trust_env=False) as http:

            async def done() -> httpx.Response | None:
                answer = await http.post(path, json=body, headers=headers)
                return None if answer.status_code == ACCEPTED else answer

            return await until(done, f"the answer of {path}")


@dataclass
class Release:
    """The release of an award by finance, through an API that may be killed."""

    office: Office
    worker: Worker
    api: Api
    case: Case
    task: str

    async def ask(self) -> httpx.Response:
        """Release the payment; under the same key, however often."""
        return await self.api.post(self.office, FINANCE.subject, f"/tasks/{self.task}/complete", {"decision": "payment_released"})

    async def under_way(self) -> asyncio.Task[httpx.Response]:
        """Release the payment, and go on as soon as the API has taken the request."""
        asked = asyncio.create_task(self.ask())

        async def kept() -> bool | None:
            return bool(await self.office.all(WAITING)) or None

        await until(kept, "the request")
        return asked

    async def paid_once(self) -> None:
        """Confirm the payment, and compare all books with each other and with the treasury's."""
        confirmation = await self.case.task("payment_confirmation")
        path = f"/tasks/{confirmation.id}/complete"
        assert (await self.api.post(self.office, OTHER_FINANCE.subject, path, CONFIRMED)).status_code == 200
        await self.case.reach("in_force")
        await books_balance(self.office, [self.case])
        [payment] = await self.case.payments()
        assert (payment.state, payment.amount_fen) == ("paid", AWARD)
        assert payment.paid_at
        day = {"day": payment.paid_at.astimezone(BEIJING).date().isoformat(), "again": True}
        compared = (await self.api.post(self.office, FINANCE.subject, "/reconciliations", day)).raise_for_status().json()
        assert (compared["matched"], compared["differences"]) == (1, 0)


WAITING = select(CaseRequest).where(CaseRequest.answered_at.is_(None))
CLAIM = select(IdempotencyRecord).where(IdempotencyRecord.key == KEY)


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str, home: Path) -> AsyncIterator[Office]:
    """An office without a worker of its own, that knows where its API will be."""
    port, temporal = free_port(), temporal_env.client.service_client.config.target_host
    its: dict[str, Any] = {"api_port": port, "public_base_url": f"http://{LOOPBACK}:{port}", "evidence_url": (home / "evidence").as_uri()}
    async with office_without_worker(temporal, database_url, sandbox_url, **its) as running:
        yield running


@contextmanager
def ending(api: Api) -> Iterator[None]:
    """End whichever API runs at the end."""
    try:
        yield
    finally:
        api.kill()


@pytest.fixture
async def release(office: Office) -> AsyncIterator[Release]:
    """An award that waits for its release, with a worker and an API that may be killed."""
    with killable(office.settings) as worker:
        api = Api(office.settings)
        await api.start()
        with ending(api):
            case = await office.apply_for()
            await case.to_payment()
            yield Release(office, worker, api, case, str((await case.task("payment_release")).id))


async def killed_before_it_is_done(release: Release) -> None:
    """Kill the API when it has taken the release and nobody has done anything about it."""
    release.worker.kill()
    asked = await release.under_way()
    release.api.kill()
    release.worker.start()
    with pytest.raises(httpx.TransportError):
        await asked


async def killed_when_it_is_done(release: Release) -> None:
    """Kill the API when the release is stored and it is about to keep its answer."""
    release.worker.kill()
    asked = await release.under_way()
    async with release.office.database.writing() as holding:
        # The API cannot write its answer under the key before it dies.
        await holding.execute(CLAIM.with_for_update())
        release.worker.start()
        await release.case.happened("payment_released")
        release.api.kill()
    with pytest.raises(httpx.TransportError):
        await asked


@pytest.mark.parametrize("killed", [killed_before_it_is_done, killed_when_it_is_done])
async def test_award_is_paid_once_when_the_api_is_killed_before_it_answers_a_release(release: Release, killed: Any) -> None:
    await killed(release)
    await release.api.start()
    again = await release.ask()
    assert (again.status_code, again.json()["event"]) == (200, "payment_released")
    await release.paid_once()


async def test_award_is_paid_once_when_the_api_is_killed_after_it_answered_a_release(release: Release) -> None:
    answered = await release.ask()
    release.api.kill()
    await release.api.start()
    again = await release.ask()
    assert (again.status_code, again.json(), again.headers["Idempotency-Replayed"]) == (200, answered.json(), "true")
    await release.paid_once()
