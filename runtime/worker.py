"""工作进程。The worker: runs workflows and activities until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Any

import structlog
import uvloop

from api.temporal import Cases
from models.queries import person as people
from models.queries.health import UNREACHABLE
from policy.processes.kernel.staffing import too_few
from runtime import logging
from runtime.container import connect, container, worker
from runtime.deliverer import bringing
from runtime.outbox import sending
from runtime.schedules import make_schedules
from runtime.search_attributes import register_search_attributes
from runtime.serving_settings import read_serving_settings


async def main(**options: Any) -> None:  # noqa: ANN401 - the SDK's own options
    """Serve until SIGTERM or SIGINT, then let running activities finish."""
    settings = read_serving_settings()
    logging.configure(settings.log_format)
    stopped = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stopped.set)
    client = await connect(settings)
    await register_search_attributes(client)
    async with container(settings) as parts:
        cases = Cases(client, settings.task_queue, parts.database)
        since = None
        with suppress(*UNREACHABLE):
            since = await cases.last_checked()
        mended = await make_schedules(client, settings.task_queue, since, paused=settings.paused_schedules)
        if mended:
            structlog.get_logger().warning("schedules were mended", schedules=mended)
        async with parts.database.reading() as session:
            known = [{"grants": person.grants} for person in await people.here(session)]
        for lack in too_few(known) if known else ():
            structlog.get_logger().warning("too few people", role=lack.role, department=lack.place, head=lack.head, there=lack.there)
        # Whatever was done to the processes while no worker was there is mended first of all.
        await cases.start_check()
        async with worker(client, parts, **options), bringing(cases), sending(parts):
            print("worker ready", flush=True)  # noqa: T201 - the process tree waits for this line
            await stopped.wait()


if __name__ == "__main__":
    # The loop the API is served by: an activity is many small steps, and it takes an eighth less for them.
    uvloop.run(main())
