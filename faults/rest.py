"""静止。When nothing is in hand any more, and what the product's own check of cases finds then."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from sqlalchemy import func, select
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError

from activities.signatures.case_check import CasesChecked
from api.temporal import Cases
from faults.servers import Servers
from models.session import Database
from models.tables import CaseCheck, CaseDifference, CaseRequest
from runtime.container import connect

PATIENCE_SECONDS = 180.0
PAUSE_SECONDS = 0.3
# A step is recorded by one process and begun by another: nothing in hand is believed when it is seen again.
LOOKS = 3


@dataclass(frozen=True, slots=True)
class Rest:
    """How everything stood when it came to rest.

    Attributes:
        busy: What was still in hand when nobody waited any longer.
        open_cases: How many cases were open.
        differing: How many processes stood otherwise than their cases.
        mended: What the check of cases had to start again, or found without a case.
    """

    busy: list[str] = field(default_factory=list)
    open_cases: int = 0
    differing: int = 0
    mended: list[str] = field(default_factory=list)


def at_rest(servers: Servers) -> Rest:
    """Wait until nothing is in hand, have the cases checked, and wait until each process has compared itself with its case."""
    return asyncio.run(_at_rest(servers))


async def _at_rest(servers: Servers) -> Rest:
    client = await connect(servers.settings)
    database = Database(servers.settings.database_url, pool_size=2)
    try:
        if busy := await _until_idle(client, database):
            return Rest(busy)
        checked: CasesChecked = await Cases(client, servers.settings.task_queue, database).check()
        busy = await _until_idle(client, database)
        async with database.reading() as session:
            began = select(func.max(CaseCheck.began_at)).scalar_subquery()
            differing = await session.scalar(select(func.count()).select_from(CaseDifference).where(CaseDifference.found_at >= began))
    finally:
        await database.close()
    mended = [
        *(f"{its} was gone" for its in checked.started),
        *(f"{its} has no case" for its in checked.surplus),
        *(f"the Schedule {its} did not run" for its in checked.schedules),
    ]
    return Rest(busy, checked.open_cases, int(differing or 0), mended)


async def _until_idle(client: Client, database: Database) -> list[str]:
    """Wait until nothing is in hand, and return what still is after a long time."""
    until, looks = time.monotonic() + PATIENCE_SECONDS, 0
    while True:
        busy = await _busy(client, database)
        looks = 0 if busy else looks + 1
        if looks == LOOKS:
            return []
        if time.monotonic() > until:
            return busy
        await asyncio.sleep(PAUSE_SECONDS)


async def _busy(client: Client, database: Database) -> list[str]:
    async with database.reading() as session:
        waiting = (await session.scalars(select(CaseRequest).where(CaseRequest.answered_at.is_(None)))).all()
    busy = [f"a request of {one.number} waits ({one.update}, brought {one.tries} times)" for one in waiting]
    async for execution in client.list_workflows('ExecutionStatus = "Running"'):
        busy += await _in_hand(client, execution)
    return busy


async def _in_hand(client: Client, execution: WorkflowExecution) -> list[str]:
    try:
        described = (await client.get_workflow_handle(execution.id).describe()).raw_description
    except RPCError as error:
        # It ended meanwhile, which is as good as idle when it is seen again.
        return [f"{execution.id}: {error.message}"]
    steps = [
        f"{execution.id} is at {pending.activity_type.name}, try {pending.attempt} ({pending.last_failure.message})"
        for pending in described.pending_activities
    ]
    return steps or ([f"{execution.id} is thinking"] if described.HasField("pending_workflow_task") else [])
