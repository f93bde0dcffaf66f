"""耐心。How long tests wait for what happens on real time: said here only, since a busy machine needs more of it, and a quick one none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session
from temporalio.client import Client, WorkflowUpdateRPCTimeoutOrCancelledError

PATIENCE = 90.0
# Between two looks at what no transaction of this process brings about.
PAUSE = 0.1

T = TypeVar("T")

_WAITING: set[asyncio.Future[None]] = set()


@event.listens_for(Session, "after_commit")
def _wake(_session: Session) -> None:
    """Tell whoever waits that something was written here."""
    while _WAITING:
        waiting = _WAITING.pop()
        waiting.get_loop().call_soon_threadsafe(_let_look, waiting)


def _let_look(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


async def until(find: Callable[[], Awaitable[T | None]], what: str) -> T:
    """Look again after each transaction of this process, and now and then, until there is an answer; fail if there is none for long."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while loop.time() < deadline:
        # Before the look: what is written during it is looked at too.
        written = loop.create_future()
        _WAITING.add(written)
        try:
            if (found := await find()) is not None:
                return found
            await asyncio.wait({written}, timeout=PAUSE)
        finally:
            _WAITING.discard(written)
    pytest.fail(f"{what} never came")


async def answered(asking: Awaitable[T], workflow_id: str, client: Client) -> T:
    """Wait for the answer of a workflow; fail with what it is busy with if there is none for long."""
    try:
        async with asyncio.timeout(PATIENCE) as patience:
            return await asking
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        # What is cancelled while it asks for an outcome says so by an error of its own, whoever cancelled it.
        if not patience.expired():
            raise
        described = (await client.get_workflow_handle(workflow_id).describe()).raw_description
        pytest.fail(f"{workflow_id} never answered; it is busy with\n{described.pending_workflow_task}\n{described.pending_activities}")
