"""对照流程的工作进程。The worker of the bare workflow: apart from it, since the sandbox loads whatever a workflow's own file imports."""

from __future__ import annotations

import asyncio
import uuid

import psycopg
import uvloop
from temporalio import activity
from temporalio.worker import Worker

from bench.bare import Bare
from runtime.container import connect
from runtime.settings import Settings


def queue_of(settings: Settings) -> str:
    """Return the task queue of the bare workflow beside ours."""
    return f"{settings.task_queue}-bare"


async def main() -> None:
    """Serve until killed."""
    settings = Settings()
    client = await connect(settings)
    connection = await psycopg.AsyncConnection.connect(settings.database_url.replace("+psycopg", ""), autocommit=True)
    await connection.execute("CREATE TABLE bare (id uuid PRIMARY KEY, number int)")

    @activity.defn
    async def insert_row(number: int) -> int:
        await connection.execute("INSERT INTO bare VALUES (%s, %s)", (uuid.uuid4(), number))
        return number

    async with Worker(client, task_queue=queue_of(settings), workflows=[Bare], activities=[insert_row]):
        print("worker ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
