"""工作进程体检。The health of the worker of this machine: exits 0 if it asks Temporal for work, 1 if not, and says why in a line.

A worker has no port to knock on. What counts is that Temporal has heard from it lately, so Temporal is asked.
"""

from __future__ import annotations

import asyncio
import socket
import sys

from temporalio.client import Client
from temporalio.service import RPCError

from api.pollers import is_polling
from policy.errors import Refusal
from runtime.leaving import leave
from runtime.settings import Settings
from runtime.temporal_connection import connection

# What says that nobody can be asked: no settings that make sense, no server, no namespace.
UNANSWERED = (ValueError, Refusal, RPCError, RuntimeError, OSError)


async def why_not() -> str:
    """Return why the worker these settings belong to is not healthy, or nothing."""
    try:
        settings = Settings()
        client = await Client.connect(**connection(settings))
        heard = await is_polling(client, settings.task_queue, socket.gethostname())
    except UNANSWERED as error:
        return f"Temporal cannot be asked: {type(error).__name__}"
    return "" if heard else f"Temporal has not heard of a worker on {socket.gethostname()} lately"


if __name__ == "__main__":
    reason = asyncio.run(why_not())
    if reason:
        print(reason, file=sys.stderr)  # noqa: T201 - whoever looks at the container reads it
    leave(1 if reason else 0)
