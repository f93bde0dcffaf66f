"""一个工作进程,可以被杀死。A worker in a process of its own, and an office that has no other."""

from __future__ import annotations

import base64
import multiprocessing
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx
from temporalio.client import Client

from models.session import Database
from runtime.container import Container, connect
from runtime.search_attributes import register_search_attributes
from runtime.settings import Settings
from tests.contract.conftest import SECRET, TOKENS
from tests.faults import serving
from tests.office import HASTE, WAN, Office, furnish, settings_for, until

AWARD = 50 * WAN


# A worker takes seconds of processor time to load and a moment to be forked, by a process that has loaded it and opened nothing.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([serving.__name__])


@dataclass
class Worker:
    """A worker in a process of its own, to be killed."""

    settings: Settings
    is_impatient: bool = True
    processes: list[ForkServerProcess] = field(default_factory=list)

    def start(self) -> None:
        """Start one, and wait until it serves."""
        ours, its = FORKS.Pipe(duplex=False)
        how = {"is_impatient": self.is_impatient}
        process = FORKS.Process(target=serving.serve, args=(self.settings.child_environment(), its), kwargs=how)
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


@contextmanager
def killable(settings: Settings, *, is_impatient: bool = True) -> Iterator[Worker]:
    """Start a worker, and end whichever runs at the end; it gives a step up early unless it is to be as patient as in production."""
    worker = Worker(settings, is_impatient)
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()


@asynccontextmanager
async def office_without_worker(
    temporal_address: str, database_url: str, sandbox_url: str, *, is_impatient: bool = True, **given: Any
) -> AsyncIterator[Office]:
    """Open an office without a worker of its own, whose authorities answer over real HTTP; as patient as in production if it is told so."""
    settings = settings_for(
        database_url,
        sandbox_url=sandbox_url,
        temporal_address=temporal_address,
        oidc_issuer=sandbox_url,
        treasury_secret=SECRET,
        **{f"{authority}_token": token for authority, token in TOKENS.items()},
        reviewing_body="演示复议机关",
        court="演示人民法院",
        **({"payload_keys": base64.b64encode(secrets.token_bytes(32)).decode()} | HASTE | given),
    )
    interceptors = [serving.Impatience()] if is_impatient else []
    client = Client(**((await connect(settings)).config() | {"interceptors": interceptors}))
    await register_search_attributes(client)
    database = Database(database_url, settings.payload_key_list())

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
