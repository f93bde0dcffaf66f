"""一笔支持的测量。The cost of one standard award: time against a bare workflow, SQL statements, Temporal actions and history bytes.

An award goes from its submission to the booked payment; the bare workflow takes as many requests and runs as many activities after
each, every one of which does one INSERT. They take turns on the same servers, each with a worker process of its own; the authorities are
a process too, as they are elsewhere in life. What is compared is the time in which each had something in hand (`bench/in_hand.py`):
people, the law's notice and the treasury take theirs while nothing waits for us. Statements are counted in an award of their own, since
writing them down takes time.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psutil
import psycopg
from psycopg import sql
from rich.table import Table
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy

from activities.signatures.case import CaseState, Message
from activities.signatures.disbursement import SETTLE_DISBURSEMENT
from bench.bare import Bare
from bench.bare_worker import queue_of
from bench.in_hand import Way, billed, way_of
from bench.statements import LOGGED, StatementCount
from policy.actors import Actor
from policy.processes.application.lifecycle import Stage
from policy.processes.registry import KINDS
from runtime.addresses import LOOPBACK, PREFIX
from runtime.container import container, worker
from runtime.local import embedded_postgres, embedded_temporal
from runtime.local.embedded_postgres import PostgresServer
from runtime.settings import Settings
from tests.contract.conftest import free_port, sandbox_process
from tests.faults.killable import office_without_worker
from tests.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OFFICER, OTHER_FINANCE, SIGNED, Case, Office, until
from tests.office.milestones import all_rest
from tests.office.sandbox import receiver

ROUNDS = 15
WARM_UP = 2
REPOSITORY = Path(__file__).parent.parent
# Twentieths of a second. As in life a notice is awaited, and the watch for returned payments outlasts the next question to the treasury.
QUICK = {"public_notice": 10, "bank_return_watch": 40}
LONG = dict.fromkeys(KINDS, 10_000)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def measure() -> Table:
    """Measure and return the table."""
    with TemporaryDirectory(prefix="etown-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        (home / "sandbox").mkdir()
        postgres = embedded_postgres.start(home / "postgres")
        temporal = embedded_temporal.start(home / "temporal", free_port(), free_port())
        port = free_port()
        try:
            with sandbox_process(home / "sandbox", port):
                return asyncio.run(_Measurement(postgres, temporal, f"http://{LOOPBACK}:{port}").table())
        finally:
            temporal.stop()
            postgres.stop()


@dataclass(slots=True)
class _Award:
    """An award on its way."""

    case: Case
    tasks: psycopg.AsyncConnection[Any]

    async def to_payment(self) -> None:
        """Take it as far as people do, without looking more often or at more than they must."""
        await self._answer("acceptance", OFFICER, decision="accepted")
        # Its form asks for the facts as they were claimed.
        await self.case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
        await self._answer("decision", HEAD, decision="approved")
        await self._answer("commitment", APPLICANT, **(SIGNED | {"account": ACCOUNT}))
        await self._answer("payment_release", FINANCE, decision="payment_released")
        await self._answer("payment_confirmation", OTHER_FINANCE, decision="payment_confirmed", last_four=ACCOUNT["number"][-4:])

    async def _answer(self, kind: str, actor: Actor, /, **answer: Any) -> None:  # noqa: ANN401 - a form
        async def find() -> str | None:
            query = "SELECT id::text FROM tasks WHERE case_id = %s AND kind = %s AND closed_at IS NULL"
            row = await (await self.tasks.execute(query, (self.case.id, kind))).fetchone()
            return row[0] if row else None

        task_id: str = await until(find, f"task {kind}")
        await self.case.ask("complete_task", Message(answer["decision"], actor, uuid.uuid4().hex, task_id, answer))


@dataclass(slots=True)
class _Cost:
    """What a way took.

    Attributes:
        way: What the case did, and how long it had something in hand.
        cpu: CPU seconds by process, until everything is at rest.
        size: Bytes of its history.
    """

    way: Way
    cpu: dict[str, float]
    size: int


class _Measurement:
    def __init__(self, postgres: PostgresServer, temporal: embedded_temporal.TemporalServer, sandbox: str) -> None:
        self._postgres, self._temporal, self._sandbox = postgres, temporal, sandbox

    async def table(self) -> Table:
        """Measure."""
        ours: list[_Cost] = []
        bare: list[_Cost] = []
        async with self._office("timed") as running:
            with _process("runtime.worker", running.settings) as our_worker, _process("bench.bare_worker", running.settings) as its_worker:
                for _ in range(WARM_UP + ROUNDS):
                    ours.append(await self._award(running, our_worker))
                    bare.append(await self._bare(running, its_worker, ours[-1].way.activities))
        return _table(ours[WARM_UP:], bare[WARM_UP:], *await self._counts())

    @asynccontextmanager
    async def _office(self, database: str, **given: Any) -> AsyncIterator[Office]:  # noqa: ANN401 - settings
        """Open an office in a database of its own; the treasury reports to us, who tell the case as the API does."""
        url = _migrated(self._postgres, database)
        port = free_port()
        given |= {"durations": QUICK | LONG, "public_base_url": f"http://{LOOPBACK}:{port}"}
        async with (
            office_without_worker(self._temporal.address, url, self._sandbox, is_impatient=False, **given) as running,
            _told(running, port),
        ):
            yield running

    def _cpu(self, its_worker: psutil.Process) -> dict[str, float]:
        processes = {"worker": its_worker.pid, "Temporal": self._temporal.process.pid, "PostgreSQL": self._postgres.process.pid}
        return {name: _cpu_seconds(psutil.Process(pid)) for name, pid in processes.items()}

    async def _award(self, running: Office, its_worker: psutil.Process) -> _Cost:
        before = self._cpu(its_worker)
        handle = (await _award(running)).handle
        events = [event async for event in handle.fetch_history_events()]
        cpu = {name: after - before[name] for name, after in self._cpu(its_worker).items()}
        return _Cost(way_of(events, await _booked(running, events)), cpu, _size(events))

    async def _bare(self, running: Office, its_worker: psutil.Process, activities: tuple[int, ...]) -> _Cost:
        before = self._cpu(its_worker)
        queue = queue_of(running.settings)
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            Bare.run, id=uuid.uuid4().hex, task_queue=queue, id_conflict_policy=WorkflowIDConflictPolicy.FAIL
        )
        steps = [[count, number == len(activities)] for number, count in enumerate(activities, 1)]
        await running.client.execute_update_with_start_workflow(Bare.step, args=steps[0], start_workflow_operation=start)
        handle: WorkflowHandle[Any, Any] = await start.workflow_handle()
        for step in steps[1:]:
            await handle.execute_update(Bare.step, args=step)
        await handle.result()
        cpu = {name: after - before[name] for name, after in self._cpu(its_worker).items()}
        events = [event async for event in handle.fetch_history_events()]
        last = max(event.event_id for event in events if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
        return _Cost(way_of(events, last), cpu, _size(events))

    async def _counts(self) -> tuple[dict[str, int], int, list[HistoryEvent]]:
        """Return the statements of one more award by the activity that sent them, how many only go round others, and its history."""
        count = StatementCount(self._postgres.log)
        async with self._office("counted") as running:
            logged = running.settings.model_copy(update={"database_url": f"{running.settings.database_url}?{LOGGED}"})
            async with container(logged) as parts, worker(running.client, parts, interceptors=[count], max_concurrent_activities=1):
                # What a connection is opened with belongs to no award.
                await parts.database.is_ready()
                case = await _award(running)
        events = [event async for event in case.handle.fetch_history_events()]
        return count.of(case.handle.id), count.around[case.handle.id], events


async def _award(running: Office) -> Case:
    """Take an award to its end, and wait until nothing of it is in hand anywhere: what follows is to find the machine at rest."""
    case = await running.apply_for("science-award", facts={"certificate_no": uuid.uuid4().hex})
    url = running.settings.database_url.replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as tasks:
        await _Award(case, tasks).to_payment()
    await case.handle.result()
    await until(lambda: all_rest(running), "rest")
    return case


async def _booked(running: Office, events: list[HistoryEvent]) -> int:
    """Return the number of the event with which the payment was booked."""
    kinds = {event.event_id: event.activity_task_scheduled_event_attributes.activity_type.name for event in events}
    for event in events:
        done = event.activity_task_completed_event_attributes
        if kinds.get(done.scheduled_event_id) == SETTLE_DISBURSEMENT:
            [state] = await running.client.data_converter.decode(done.result.payloads, [CaseState])
            if state.stage == Stage.IN_FORCE:
                return event.event_id
    msg = "the payment was never booked"
    raise AssertionError(msg)


@contextmanager
def _process(module: str, settings: Settings) -> Iterator[psutil.Process]:
    """Run a worker, and wait until it serves."""
    command = (sys.executable, "-m", module)
    process = psutil.Popen(command, cwd=REPOSITORY, env=settings.child_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout.readline() == b"worker ready\n"
        yield process
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def _told(running: Office, port: int) -> AsyncIterator[None]:
    """Take the treasury's reports."""
    receive = receiver(running.client, running.database)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = _LENGTH.search(await reader.readuntil(b"\r\n\r\n"))
        await receive(httpx.Request("POST", "/", content=await reader.readexactly(int(length[1]) if length else 0)))
        writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, LOOPBACK, port)
    async with server:
        yield


def _migrated(server: PostgresServer, name: str) -> str:
    """Return the address of a database of its own with every migration applied."""
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = server.url(name)
    command = (sys.executable, "-m", "alembic", "upgrade", "head")
    subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY, env=os.environ | {PREFIX + "DATABASE_URL": url})
    return url


def _cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU seconds of a process and of those it started."""
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(time.user + time.system for time in times)


def _table(ours: list[_Cost], bare: list[_Cost], statements: dict[str, int], around: int, events: list[HistoryEvent]) -> Table:
    seconds, its_seconds = (median(cost.way.seconds for cost in costs) for costs in (ours, bare))
    sent = sum(statements.values()) - around
    counted = billed(events)
    table = Table("figure", "ours", "bare", "aim", title="one standard award, submitted to paid: medians, and means of CPU seconds")
    table.add_row("seconds in hand", f"{seconds:.3f}", f"{its_seconds:.3f}", f"≤ 1.6 × ({seconds / its_seconds:.2f} ×)")
    for name in ours[0].cpu:
        cpu, its_cpu = (fmean(cost.cpu[name] for cost in costs) for costs in (ours, bare))
        table.add_row(f"CPU s to rest, {name}", f"{cpu:.3f}", f"{its_cpu:.3f}", "")
    table.add_row("requests and activities", *(_shape(costs[-1].way) for costs in (ours, bare)), "the same")
    table.add_row("SQL statements", f"{sent}, and {around} BEGIN, COMMIT, ROLLBACK and ping", "", "≤ 155")
    table.add_row("", ", ".join(f"{count} {name}" for name, count in statements.items()), "", "")
    table.add_row("billed actions", str(sum(counted.values())), "", "≤ 26")
    table.add_row("", ", ".join(f"{count} {name}" for name, count in counted.items()), "", "")
    table.add_row("history events", str(len(events)), "", "")
    table.add_row("history bytes", f"{_size(events):,}, and {median(cost.size for cost in ours):,.0f} encrypted", "", "≤ 27 KB")
    return table


def _size(events: Iterable[HistoryEvent]) -> int:
    return sum(event.ByteSize() for event in events)


def _shape(way: Way) -> str:
    return " + ".join(str(count) for count in way.activities)
