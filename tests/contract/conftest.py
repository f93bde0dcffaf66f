"""The gateways on the sandbox: in process, and over real HTTP with uvicorn."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import uvicorn

from gateways.bank import Bank
from gateways.credit import CreditRecords
from gateways.http import Source, build_client
from gateways.registration import Registration
from gateways.sms import Sms
from gateways.statistics import Statistics
from gateways.tax import Tax
from gateways.treasury import Treasury
from gateways.upstream import Upstream
from sandbox.app import create_app
from sandbox.settings import AUTHORITIES, Settings
from tests.patience import PATIENCE

Gateway = TypeVar("Gateway", bound=Source)

REPOSITORY = Path(__file__).parent.parent.parent
SECRET = "a-secret-for-tests"
TOKENS = {authority: f"token-of-{authority}" for authority in AUTHORITIES}
# How long a gateway waits for an authority, and how long where a test is about one that does not answer.
DEADLINE_SECONDS = 15.0
SHORT_DEADLINE_SECONDS = 0.4


@dataclass(frozen=True)
class Outside:
    """The outside as the gateways see it, and the sandbox's own switches."""

    client: httpx.AsyncClient
    admin: httpx.AsyncClient
    base_url: str
    deadline_seconds: float = DEADLINE_SECONDS

    def _gateway(self, kind: type[Gateway], authority: str) -> Gateway:
        return kind(self.client, self.base_url, token=TOKENS[authority], deadline_seconds=self.deadline_seconds)

    @property
    def credit(self) -> CreditRecords:
        return self._gateway(CreditRecords, "credit")

    @property
    def registration(self) -> Registration:
        return self._gateway(Registration, "registration")

    @property
    def tax(self) -> Tax:
        return self._gateway(Tax, "tax")

    @property
    def statistics(self) -> Statistics:
        return self._gateway(Statistics, "statistics")

    @property
    def upstream(self) -> Upstream:
        return self._gateway(Upstream, "upstream")

    @property
    def sms(self) -> Sms:
        return self._gateway(Sms, "sms")

    @property
    def bank(self) -> Bank:
        return self._gateway(Bank, "bank")

    @property
    def treasury(self) -> Treasury:
        return self._gateway(Treasury, "treasury")

    async def fault(self, target: str, mode: str, **rest: Any) -> None:
        response = await self.admin.put("/admin/faults", json={"target": target, "mode": mode, **rest})
        assert response.status_code == 200, response.text

    def impatient(self) -> Outside:
        """Return the same with a short deadline: every answer takes longer than that where a fault makes it late."""
        return replace(self, deadline_seconds=SHORT_DEADLINE_SECONDS)

    async def populate(self, size: int) -> None:
        response = await self.admin.put("/admin/population", json={"size": size})
        assert response.status_code == 200, response.text

    async def receive(self, reference: str, amount_fen: int, payer_uscc: str, received_on: date) -> None:
        body = {"reference": reference, "amount_fen": amount_fen, "payer_uscc": payer_uscc, "received_on": received_on.isoformat()}
        response = await self.admin.post("/admin/receipts", json=body)
        assert response.status_code == 201, response.text

    async def no_faults(self) -> None:
        await self.admin.delete("/admin/faults")

    async def payments(self) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = (await self.admin.get("/admin/payments")).json()
        return answer


@asynccontextmanager
async def outside_at(base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Outside]:
    """Connect to a sandbox."""
    async with (
        build_client(transport=transport) as client,
        httpx.AsyncClient(base_url=base_url, transport=transport, trust_env=False) as admin,
    ):
        yield Outside(client, admin, base_url)


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an app over real HTTP on a free port; give its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    # From now on whoever connects waits until the thread serves: on a busy machine that is later than the first request.
    listener.listen()
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@dataclass
class Inbox:
    """A receiver of callbacks over real HTTP."""

    url: str = ""
    received: list[tuple[str, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (message := await receive())["type"] != "lifespan.shutdown":
                await send({"type": f"{message['type']}.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = (await receive()).get("body", b"")
        self.received.append((dict(scope["headers"])[b"x-signature"].decode(), body))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def statuses(self) -> list[str]:
        return [json.loads(body)["status"] for _, body in self.received]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A running receiver."""
    receiver = Inbox()
    with served(receiver) as url:
        receiver.url = url + "/callbacks"
        yield receiver


@pytest.fixture(params=["in_process", "over_http"])
async def outside(request: pytest.FixtureRequest) -> AsyncIterator[Outside]:
    """A fresh sandbox, reached either way."""
    settings = Settings(
        treasury_secret=SECRET,
        tokens=TOKENS,
        treasury_delay_seconds=0.02,
        treasury_return_delay_seconds=0.1,
        callback_first_retry_seconds=0.02,
    )
    app = create_app(settings)
    if request.param == "in_process":
        async with app.router.lifespan_context(app), outside_at("http://sandbox.example", httpx.ASGITransport(app)) as reached:
            yield reached
        return
    with served(app) as url:
        async with outside_at(url) as reached:
            yield reached


@contextmanager
def sandbox_process(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the sandbox as a process of its own, as a first run does."""
    environment = {
        **os.environ,
        # Whoever looks up its keys is sent to where it is.
        "SANDBOX_BASE_URL": f"http://127.0.0.1:{port}",
        "SANDBOX_HOME": str(home),
        "SANDBOX_TREASURY_SECRET": SECRET,
        **{f"SANDBOX_{authority.upper()}_TOKEN": token for authority, token in TOKENS.items()},
        "SANDBOX_TREASURY_DELAY": "0.5",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "sandbox.app:create_app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def healthy(outside: Outside) -> None:
    """Wait until a sandbox answers."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await outside.admin.get("/healthz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
