"""Record the histories that every later release has to replay.

Run it for a release, once its workflows are what will be deployed, and commit what it writes:

    python -m tests.replay.record 0.2.0 [path …]

It writes `tests/replay/histories/0.2.0/<path>.json` and prints what each path costs. Histories of earlier releases are never recorded
again: cases that began under them are still running. If a later change fails to replay one, keep the old commands behind
`workflow.patched`. The people, accounts and enterprises in the histories are the sandbox's invented ones.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg import sql
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from runtime.addresses import PREFIX
from runtime.local import embedded_postgres, embedded_temporal
from runtime.local.embedded_postgres import PostgresServer
from tests.office import Case, Office, real_time_office
from tests.replay import (
    annual_runs,
    applications,
    benefits,
    clawbacks,
    commitments,
    debarments,
    document_changes,
    employments,
    enquiries,
    evaluations,
    instalments,
    investments,
    loans,
    matching,
    meetings,
    pending,
    post_grant,
    recognitions,
    redecisions,
    refunds,
    successions,
    vouchers,
    what_ifs,
    windows,
)
from tests.replay.way import Way, Ways
from tests.workflows.annual_runs import alone_with_runs

HISTORIES = Path(__file__).parent / "histories"
REPOSITORY = Path(__file__).parent.parent.parent
TEMPLATE = "recording"
# A process and its machine, as Temporal names whoever asked or answered.
RECORDED_BY = re.compile(r"\d+@[\w.-]+")

# What a Temporal service bills: a start, an update, a timer, an activity attempt, a signal, an upsert of search attributes.
BILLED = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
}

PATHS: Ways = {
    way: needs
    for process in (
        applications,
        meetings,
        investments,
        post_grant,
        matching,
        annual_runs,
        commitments,
        clawbacks,
        debarments,
        document_changes,
        recognitions,
        refunds,
        redecisions,
        instalments,
        successions,
        enquiries,
        evaluations,
        employments,
        benefits,
        windows,
        loans,
        vouchers,
        pending,
        what_ifs,
    )
    for way, needs in process.PATHS.items()
}


def billed(history: WorkflowHistory) -> Counter[str]:
    """Return the billed actions of a history, by kind."""
    return Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events if event.event_type in BILLED)


def size(history: WorkflowHistory) -> int:
    """Return the bytes of a history."""
    return sum(event.ByteSize() for event in history.events)


def cost(history: WorkflowHistory) -> str:
    """Return a line on what a history costs: events, bytes, billed actions and what they are for."""
    actions = billed(history)
    return f"{len(history.events):4} events {size(history):7} bytes {actions.total():3} actions  {dict(actions)}"


def compact(history: WorkflowHistory) -> str:
    """Return a history as JSON without blanks, and without who recorded it where."""
    events = json.loads(
        history.to_json(), object_hook=lambda members: {name: value for name, value in members.items() if name != "stackTrace"}
    )
    text = json.dumps(events, ensure_ascii=False, separators=(",", ":"))
    return RECORDED_BY.sub("worker@office", text) + "\n"


async def begin(office: Office, path: Way) -> Case:
    """Begin the case of a path: an application for the item it names, or what it says itself."""
    given = PATHS[path]
    if "begin" in given:
        case: Case = await given["begin"](office)
        return case
    return await office.apply_for(given.get("item", "innovation-centre"))


async def record(env: WorkflowEnvironment, server: PostgresServer, path: Way, folder: Path) -> str:
    """Let one case take a path, and keep its history."""
    settings = {name: value for name, value in PATHS[path].items() if name not in {"item", "begin"}}
    with server.connect() as connection:
        name = sql.Identifier(path.__name__)
        connection.execute(sql.SQL("create database {} template {}").format(name, sql.Identifier(TEMPLATE)))
    async with real_time_office(env.client, server.url(path.__name__), milestones=False, **settings) as office, alone_with_runs(office):
        case = await begin(office, path)
        case = await path(case) or case
        # The database is ahead of the workflow for a moment; a query is answered when it has caught up.
        await case.handle.query("__temporal_workflow_metadata")
        history = await case.handle.fetch_history()
    (folder / f"{path.__name__}.json").write_text(compact(history), encoding="utf-8")
    return cost(history)


async def record_all(server: PostgresServer, folder: Path, names: Collection[str]) -> None:
    """Record every path, or those named."""
    env = await WorkflowEnvironment.start_local(
        data_converter=pydantic_data_converter,
        dev_server_existing_path=str(embedded_temporal.binary()),
        dev_server_extra_args=embedded_temporal.dynamic_config(*embedded_temporal.FAST_DISPATCH),
    )
    async with env:
        for path in [path for path in PATHS if not names or path.__name__ in names]:
            print(f"{path.__name__:28}", await record(env, server, path, folder))  # noqa: T201 - what whoever records wants to know


@contextmanager
def migrated_server() -> Iterator[PostgresServer]:
    """Run a PostgreSQL with a migrated database to be cloned."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)
        server = embedded_postgres.start(Path(home), durable=False)
        try:
            with server.connect() as connection:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
            environment = os.environ | {PREFIX + "DATABASE_URL": server.url(TEMPLATE)}
            subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], check=True, cwd=REPOSITORY, env=environment)
            yield server
        finally:
            server.stop()


def main(release: str, *names: str) -> None:
    """Record the histories of a release: of every path, or of those named."""
    folder = HISTORIES / release
    folder.mkdir(parents=True, exist_ok=True)
    with migrated_server() as server:
        asyncio.run(record_all(server, folder, names))


if __name__ == "__main__":
    main(*sys.argv[1:])
