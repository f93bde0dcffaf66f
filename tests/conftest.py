"""共用的测试环境。The servers tests share: real ones, started once a session, each test with a database of its own."""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import uvloop
from hypothesis import settings
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from runtime.addresses import PREFIX
from runtime.local import embedded_temporal
from runtime.local.embedded_postgres import PostgresServer
from tests import clones, migrated
from tests.sealing import SEALED

REPOSITORY = Path(__file__).parent.parent
# An office is many small steps: the loop that serves the API in production takes an eighth less for them.
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
# A busy machine is no fault of what is tested.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
_UNUSED: list[str] = []
_COUNT = itertools.count(1)
# What happened in a session, one file a process, for `tests/branches`.
HAPPENED = REPOSITORY / "build" / "happened"
# What the processes of a session share, see `tests/office/milestones.py`.
MILESTONES = REPOSITORY / "build" / "milestones"
TIME_SKIPPING = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="5ms"',
    # Each office has a queue of its own; four partitions of each, kept for minutes, came to wear the server out after some hundreds.
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    """Tests say what they need: a variable of the person running them must not change what is tested."""
    for name in list(os.environ):
        if name.startswith(PREFIX) or name == "DATABASE_URL":
            del os.environ[name]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home for servers, in a place another account can reach: root hands PostgreSQL to one, and pytest's own folders are closed."""
    with reachable_folder() as folder:
        yield folder


@contextmanager
def reachable_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="etown-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the session, with a migrated database in it."""
    with reachable_folder() as folder:
        server = migrated.start(folder)
        yield server
        server.stop()


@pytest.fixture(scope="session")
def migrated_template(postgres_server: PostgresServer) -> str:
    """Name of a database with every migration applied and nobody connected, to be cloned."""
    return migrated.TEMPLATE


@contextmanager
def fresh_database(server: PostgresServer, template: str) -> Iterator[str]:
    """Give the SQLAlchemy URL of a migrated database that belongs to whoever asks, for as long as they need it.

    Few names are used, again and again: what was prepared for the statements to one database of a name is there for the next.
    """
    name = _UNUSED.pop() if _UNUSED else f"test_{next(_COUNT)}"
    url = server.url(name)
    clones.renew(template, url)
    yield url
    if clones.retire(url):
        _UNUSED.append(name)


@pytest.fixture
def database_url(postgres_server: PostgresServer, migrated_template: str) -> Iterator[str]:
    """SQLAlchemy URL of a migrated database that belongs to this test alone."""
    with fresh_database(postgres_server, migrated_template) as url:
        yield url


@pytest.fixture(scope="session")
async def time_skipping_env() -> AsyncIterator[WorkflowEnvironment]:
    """The real development server in memory, each workflow with a clock of its own that skips its waits."""
    env = await WorkflowEnvironment.start_time_skipping_v2(
        data_converter=SEALED,
        dev_server_existing_path=str(embedded_temporal.binary()),
        dev_server_extra_args=embedded_temporal.dynamic_config(*embedded_temporal.FAST_DISPATCH, *TIME_SKIPPING),
    )
    async with env:
        yield env


@pytest.fixture(scope="session")
async def temporal_env(time_skipping_env: WorkflowEnvironment) -> WorkflowEnvironment:
    """The same server on real time: only a workflow whose client asks for it has a clock that skips."""
    address = time_skipping_env.client.service_client.config.target_host
    return WorkflowEnvironment.from_client(await Client.connect(address, data_converter=SEALED))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Forget what happened before, once for all processes of a session; the look at it afterwards, and a second try, forget nothing."""
    goes_on = session.config.getoption("lf", default=False) or all("branches" in str(argument) for argument in session.config.args)
    if hasattr(session.config, "workerinput"):
        return
    shutil.rmtree(MILESTONES, ignore_errors=True)
    if not goes_on:
        shutil.rmtree(HAPPENED, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Throw nothing away while tests are collected, and never look again at what is there then: thousands of them stay to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        # What a test makes is gone with it: to look for what is not takes a sixteenth of the time of an office at the usual pace.
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down which transitions some case of this process went through, and which files ran."""
    office = sys.modules.get("tests.office")
    if office is None or not office.SEEN:
        return
    HAPPENED.mkdir(parents=True, exist_ok=True)
    part = {"files": sorted({str(item.path) for item in session.items}), "events": sorted(office.SEEN)}
    (HAPPENED / f"{os.getpid()}.json").write_text(json.dumps(part), encoding="utf-8")
