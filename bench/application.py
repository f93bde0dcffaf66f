"""What one standard award costs: time beside a bare workflow of the same shape, Temporal actions and history bytes.

Both run in turn on the same servers: ours through every human step, and a workflow that answers the same number of updates and runs the
same number of activities, each of which does one INSERT.
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
from rich.table import Table
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from bench.bare import Bare
from policy.processes.registry import KINDS
from runtime.local import embedded_postgres, embedded_temporal
from tests.workflows.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OFFICER, OTHER_FINANCE, SIGNED, Case, Office, office

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
            return asyncio.run(_measure(server.url("etown")))
        finally:
            server.stop()


async def _migrate(url: str) -> None:
    command = ("alembic", "upgrade", "head")
    process = await asyncio.create_subprocess_exec(*command, env={"PATH": _path(), "ETOWN_DATABASE_URL": url})
    await process.wait()


def _path() -> str:
    return str(Path(embedded_temporal.binary()).parent)


async def _measure(url: str) -> Table:
    await _migrate(url)
    arguments = embedded_temporal.dynamic_config(*embedded_temporal.FAST_DISPATCH)
    env = await WorkflowEnvironment.start_local(
        data_converter=pydantic_data_converter,
        dev_server_existing_path=str(embedded_temporal.binary()),
        dev_server_extra_args=arguments,
    )
    async with env, _office(env.client, url) as running:
        ours = [await _award(running) for _ in range(ROUNDS + WARM_UP)][WARM_UP:]
        actions, events, size = await _cost(ours[-1][1])
        updates = actions["update"]
        bare = [await _bare(env.client, url, updates, actions["activity"] - updates) for _ in range(ROUNDS + WARM_UP)][WARM_UP:]
    return _table(median(seconds for seconds, _ in ours), median(bare), actions, events, size)


@asynccontextmanager
async def _office(client: Client, url: str) -> AsyncIterator[Office]:
    async def never(_handle: WorkflowHandle[Any, Any], _duration: timedelta) -> None:
        """Time is real here."""

    given: dict[str, Any] = {"profile": "demo", "working_day_seconds": 0.05, "durations": QUICK | LONG, "treasury_poll_seconds": 1}
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


def _table(ours: float, bare: float, actions: Counter[str], events: int, size: int) -> Table:
    table = Table("figure", "ours", "bare", "aim", title="one standard award, submitted to paid (median)")
    table.add_row("seconds", f"{ours:.3f}", f"{bare:.3f}", f"≤ 1.5 × ({ours / bare:.2f} ×)")
    table.add_row("billed actions", str(sum(actions.values())), "", "≤ 30")
    table.add_row("", ", ".join(f"{count} {name}" for name, count in actions.items()), "", "")
    table.add_row("history events", str(events), "", "")
    table.add_row("history bytes", f"{size:,}", "", "≤ 30 KB")
    return table
