"""工作进程。The worker: runs workflows and activities until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import structlog
import uvloop
from temporalio.client import Client
from temporalio.service import RPCError

from api.temporal import Cases
from models.queries import person as people
from models.queries.health import UNREACHABLE
from policy.errors import Refusal
from policy.processes.kernel.staffing import too_few
from policy.text import Text
from runtime import logging
from runtime.container import Container, connect, container, worker
from runtime.deliverer import bringing
from runtime.outbox import sending
from runtime.schedules import make_schedules
from runtime.search_attributes import register_search_attributes
from runtime.serving_settings import read_serving_settings
from runtime.settings import Settings

NO_DATABASE: Final = Text("无法连接数据库，未启动。", "The database cannot be asked, and nothing was started")
NO_TEMPORAL: Final = Text("无法连接流程服务，未启动。", "Temporal cannot be asked, and nothing was started")


async def main(**options: Any) -> None:  # noqa: ANN401 - the SDK's own options
    """Serve until SIGTERM or SIGINT, then let running activities finish."""
    settings = read_serving_settings()
    logging.configure(settings.log_format)
    stopped = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stopped.set)
    with _ending_in_a_line():
        client = await connect(settings)
        await register_search_attributes(client)
    async with container(settings) as parts:
        with _ending_in_a_line():
            cases = await _prepare(settings, client, parts)
        async with worker(client, parts, **options), bringing(cases), sending(parts):
            print("worker ready", flush=True)  # noqa: T201 - the process tree waits for this line
            await stopped.wait()


async def _prepare(settings: Settings, client: Client, parts: Container) -> Cases:
    """Mend the Schedules, say who is missing, and have the cases checked."""
    cases = Cases(client, settings.task_queue, parts.database)
    mended = await make_schedules(client, settings.task_queue, await cases.last_checked(), paused=settings.paused_schedules)
    if mended:
        structlog.get_logger().warning("schedules were mended", schedules=mended)
    async with parts.database.reading() as session:
        known = [{"grants": person.grants} for person in await people.here(session)]
    for lack in too_few(known) if known else ():
        structlog.get_logger().warning("too few people", role=lack.role, department=lack.place, head=lack.head, there=lack.there)
    # Whatever was done to the processes while no worker was there is mended first of all.
    await cases.start_check()
    return cases


@contextmanager
def _ending_in_a_line() -> Iterator[None]:
    """End this process where what it starts with is away: whoever keeps it running starts it again, and reads a line and no traceback."""
    try:
        yield
    except UNREACHABLE as error:
        sys.exit(f"{NO_DATABASE.zh}{NO_DATABASE.en}: {type(error).__name__}")
    except (RPCError, RuntimeError, OSError) as error:
        sys.exit(f"{NO_TEMPORAL.zh}{NO_TEMPORAL.en}: {type(error).__name__}")
    except Refusal as refusal:
        sys.exit(f"{refusal.detail.zh}{refusal.detail.en}")


if __name__ == "__main__":
    # The loop the API is served by: an activity is many small steps, and it takes an eighth less for them.
    uvloop.run(main())
