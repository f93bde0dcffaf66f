"""一个工作进程,可以被杀死。A worker in a process of its own, and an office that has no other."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from models.session import Database
from runtime.container import Container, connect, register_search_attributes
from runtime.settings import Settings
from tests.contract.conftest import SECRET, TOKEN
from tests.workflows import office as offices
from tests.workflows.office import HASTE, WAN, Office, furnish, settings_for

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

    def peak_mib(self) -> float:
        """Return the peak memory of the one that runs, as the kernel counts it."""
        status = Path(f"/proc/{self.processes[-1].pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


@contextmanager
def killable(settings: Settings) -> Iterator[Worker]:
    """Start a worker, and end whichever runs at the end."""
    worker = Worker(settings)
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()


@asynccontextmanager
async def office_without_worker(temporal_address: str, database_url: str, sandbox_url: str, **given: Any) -> AsyncIterator[Office]:
    """Open an office without a worker of its own, whose authorities answer over real HTTP."""
    usual, offices.PATIENCE = offices.PATIENCE, PATIENCE
    settings = settings_for(
        database_url,
        sandbox_url=sandbox_url,
        temporal_address=temporal_address,
        oidc_issuer=sandbox_url,
        treasury_secret=SECRET,
        gateway_token=TOKEN,
        payload_keys=base64.b64encode(secrets.token_bytes(32)).decode(),
        **(HASTE | given),
    )
    client = await connect(settings)
    await register_search_attributes(client)
    database = Database(database_url)

    async def wait(*_: Any) -> None:
        """Real time passes by itself."""

    try:
        async with httpx.AsyncClient(base_url=sandbox_url, trust_env=False) as http:
            running = Office(client, database, http, settings, Container(settings, database, http), wait, nullcontext)
            await offices.until(lambda: _healthy(http), "the sandbox")
            await furnish(running, 100 * AWARD)
            yield running
    finally:
        await database.close()
        offices.PATIENCE = usual


async def _healthy(http: httpx.AsyncClient) -> bool | None:
    try:
        return (await http.get("/healthz")).is_success or None
    except httpx.TransportError:
        return None
