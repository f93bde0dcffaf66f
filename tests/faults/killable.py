"""一个工作进程,可以被杀死。A worker in a process of its own, and an office that has no other."""

from __future__ import annotations

import asyncio
import base64
import multiprocessing
import os
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx

from models.session import Database
from runtime.container import Container, connect, register_search_attributes
from runtime.settings import Settings
from runtime.worker import main
from tests.contract.conftest import SECRET, TOKEN
from tests.office import HASTE, WAN, Office, furnish, settings_for, until

AWARD = 50 * WAN


# A worker takes seconds of processor time to load and a moment to be forked, by a process that has loaded it and opened nothing.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["runtime.worker"])


@dataclass
class Worker:
    """A worker in a process of its own, to be killed."""

    settings: Settings
    processes: list[ForkServerProcess] = field(default_factory=list)

    def start(self) -> None:
        """Start one, and wait until it serves."""
        ours, its = FORKS.Pipe(duplex=False)
        process = FORKS.Process(target=_serve, args=(self.settings.child_environment(), its))
        process.start()
        its.close()
        self.processes.append(process)
        with open(ours.fileno(), "rb", closefd=False) as output:
            assert output.readline() == b"worker ready\n"

    def kill(self) -> None:
        """Kill it as the kernel does, without a word."""
        self.processes[-1].kill()
        self.processes[-1].join()

    def peak_mib(self) -> float:
        """Return the peak memory of the one that runs, as the kernel counts it."""
        status = Path(f"/proc/{self.processes[-1].pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _serve(environment: dict[str, str], output: Connection) -> None:
    """Run the worker as the program does; what it prints goes to whoever started it."""
    os.environ.update(environment)
    os.dup2(output.fileno(), sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    asyncio.run(main())


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
    settings = settings_for(
        database_url,
        sandbox_url=sandbox_url,
        temporal_address=temporal_address,
        oidc_issuer=sandbox_url,
        treasury_secret=SECRET,
        gateway_token=TOKEN,
        reviewing_body="演示复议机关",
        court="演示人民法院",
        **({"payload_keys": base64.b64encode(secrets.token_bytes(32)).decode()} | HASTE | given),
    )
    client = await connect(settings)
    await register_search_attributes(client)
    database = Database(database_url)

    async def wait(*_: Any) -> None:
        """Real time passes by itself."""

    try:
        async with httpx.AsyncClient(base_url=sandbox_url, trust_env=False) as http:
            running = Office(client, database, http, settings, Container(settings, database, http), wait, nullcontext)
            await until(lambda: _healthy(http), "the sandbox")
            await furnish(running, 100 * AWARD)
            yield running
    finally:
        await database.close()


async def _healthy(http: httpx.AsyncClient) -> bool | None:
    try:
        return (await http.get("/healthz")).is_success or None
    except httpx.TransportError:
        return None
