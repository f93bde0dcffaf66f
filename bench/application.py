"""一笔支持的测量。The cost of one standard award: time against a bare workflow, SQL statements, Temporal actions and history bytes.

Both run in turn on the same servers, one of ours and one of the other: ours through every human step, and a workflow that answers the same
number of updates and runs the same number of activities, each of which does one INSERT. Statements are counted in an award of their own,
since writing them down takes time.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql
from rich.table import Table
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from bench.bare import Bare
from bench.statements import LOGGED, StatementCount
from models.session import Database
from policy.processes.registry import KINDS
from runtime.local import embedded_postgres, embedded_temporal
from runtime.local.embedded_postgres import PostgresServer
from tests.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OFFICER, OTHER_FINANCE, SIGNED, Case, Office, office, until
from tests.office.milestones import all_rest

ROUNDS = 15
WARM_UP = 2
QUICK = {"public_notice": 1, "bank_return_watch": 1}
LONG = dict.fromkeys(KINDS, 10_000)
# Billed: starting, each update, activity, timer and upsert of search attributes.
ACTIONS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "start",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "update",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activity",
    EventType.EVENT_TYPE_TIMER_STARTED: "timer",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attributes",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signal",
}


def measure() -> Table:
    """Measure and return the table."""
    with TemporaryDirectory(prefix="etown-bench-") as folder:
        Path(folder).chmod(0o755)
        server = embedded_postgres.start(Path(folder))
        try:
            return asyncio.run(_measure(server))
        finally:
            server.stop()


async def _migrated(server: PostgresServer, name: str) -> str:
    """Return the address of a database of its own with every migration applied."""
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = server.url(name)
    command = ("alembic", "upgrade", "head")
    process = await asyncio.create_subprocess_exec(*command, env={"PATH": _path(), "ETOWN_DATABASE_URL": url})
    await process.wait()
    return url


def _path() -> str:
    return str(Path(embedded_temporal.binary()).parent)


async def _measure(server: PostgresServer) -> Table:
    url = await _migrated(server, "timed")
    arguments = embedded_temporal.dynamic_config(*embedded_temporal.FAST_DISPATCH)
    env = await WorkflowEnvironment.start_local(
        data_converter=pydantic_data_converter,
        dev_server_existing_path=str(embedded_temporal.binary()),
        dev_server_extra_args=arguments,
    )
    async with env:
        async with _office(env.client, url) as running:
            # One to warm up, and to learn how many updates and activities the other is to have.
            _, case = await _award(running)
            actions, events, size = await _cost(case)
            updates = actions["update"]
            seconds = [
                ((await _award(running))[0], await _bare(env.client, url, updates, actions["activity"] - updates))
                for _ in range(ROUNDS + WARM_UP)
            ][WARM_UP:]
        statements, around = await _statements(env.client, await _migrated(server, "counted"), server.log)
    ours, bare = (median(column) for column in zip(*seconds, strict=True))
    return _table((ours, bare), (statements, around), actions, events, size)


async def _statements(client: Client, url: str, log: Path) -> tuple[dict[str, int], int]:
    """Return the statements of one more award by the activity that sent them, and how many of them only go round others."""
    count = StatementCount(log)
    one_by_one = {"interceptors": [count], "max_concurrent_activities": 1}
    async with _office(client, f"{url}?{LOGGED}", worker_options=one_by_one) as running:
        # Whoever looks at the office from outside is not counted.
        running.database = Database(url)
        _, case = await _award(running)
        await running.database.close()
    return count.of(case.handle.id), count.around[case.handle.id]


@asynccontextmanager
async def _office(client: Client, url: str, **options: Any) -> AsyncIterator[Office]:  # noqa: ANN401 - the office's own options
    async def never(_handle: WorkflowHandle[Any, Any], _duration: timedelta) -> None:
        """Do nothing: time is real here."""

    given: dict[str, Any] = {
        "profile": "demo",
        "working_day_seconds": 0.05,
        "durations": QUICK | LONG,
        "treasury_poll_seconds": 1,
    } | options
    async with office(client, url, fast_forward=never, starting=nullcontext, year=datetime.now(UTC).year, **given) as running:
        yield running


async def _award(running: Office) -> tuple[float, Case]:
    """Return the seconds of one award, without the wait of the public notice, which the law makes."""
    begun = time.perf_counter()
    case = await running.apply_for("science-award", facts={"certificate_no": uuid.uuid4().hex})
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    await case.answer("decision", HEAD, decision="approved")
    published = time.perf_counter()
    signing = await case.completion("commitment", APPLICANT, **(SIGNED | {"account": ACCOUNT}))
    cleared = time.perf_counter()
    await case.ask("complete_task", signing)
    await case.answer("payment_release", FINANCE, decision="payment_released")
    await case.answer("payment_confirmation", OTHER_FINANCE, decision="payment_confirmed")
    seconds = time.perf_counter() - begun - (cleared - published)
    await case.handle.result()
    # The enterprise's commitment takes up what was signed, which belongs to no figure here, and would run beside what is measured next.
    await until(lambda: all_rest(running), "rest")
    return seconds, case


async def _cost(case: Case) -> tuple[Counter[str], int, int]:
    actions: Counter[str] = Counter()
    events = size = 0
    async for event in case.handle.fetch_history_events():
        events += 1
        size += event.ByteSize()
        if name := ACTIONS.get(event.event_type):
            actions[name] += 1
    return actions, events, size


async def _bare(client: Client, url: str, updates: int, alone: int) -> float:
    connection = await psycopg.AsyncConnection.connect(url.replace("+psycopg", ""), autocommit=True)
    await connection.execute("CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, number int)")

    @activity.defn(name="insert_row")
    async def insert_row(number: int) -> int:
        await connection.execute("INSERT INTO bare VALUES (%s, %s)", (uuid.uuid4(), number))
        return number

    queue = uuid.uuid4().hex
    async with connection, Worker(client, task_queue=queue, workflows=[Bare], activities=[insert_row]):
        begun = time.perf_counter()
        handle = await client.start_workflow(Bare.run, alone, id=queue, task_queue=queue)
        for number in range(updates):
            await handle.execute_update(Bare.step, number == updates - 1)
        await handle.result()
        return time.perf_counter() - begun


def _table(seconds: tuple[float, float], counted: tuple[dict[str, int], int], actions: Counter[str], events: int, size: int) -> Table:
    (ours, bare), (statements, around) = seconds, counted
    sent = sum(statements.values()) - around
    table = Table("figure", "ours", "bare", "aim", title="one standard award, submitted to paid (median)")
    table.add_row("seconds", f"{ours:.3f}", f"{bare:.3f}", f"≤ 1.5 × ({ours / bare:.2f} ×)")
    table.add_row("SQL statements", f"{sent}, and {around} BEGIN, COMMIT, ROLLBACK and ping", "", "≤ 155")
    table.add_row("", ", ".join(f"{count} {name}" for name, count in statements.items()), "", "")
    table.add_row("billed actions", str(sum(actions.values())), "", "≤ 26")
    table.add_row("", ", ".join(f"{count} {name}" for name, count in actions.items()), "", "")
    table.add_row("history events", str(events), "", "")
    table.add_row("history bytes", f"{size:,}", "", "≤ 27 KB")
    return table
