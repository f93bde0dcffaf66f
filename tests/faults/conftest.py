"""Offices on real time, for what goes wrong in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.contract.conftest import free_port, sandbox_process
from tests.office import Office, real_time_office

Opening: TypeAlias = Callable[..., AbstractAsyncContextManager[Office]]


@pytest.fixture
def opening(temporal_env: WorkflowEnvironment, database_url: str) -> Opening:
    """Opens an office with settings of the test's own."""
    return partial(real_time_office, temporal_env.client, database_url)


@pytest.fixture
async def office(opening: Opening) -> AsyncIterator[Office]:
    """An office."""
    async with opening() as running:
        yield running


@pytest.fixture
def sandbox_url(home: Path) -> Iterator[str]:
    """The outside authorities, over real HTTP."""
    port = free_port()
    with sandbox_process(home, port):
        yield f"http://127.0.0.1:{port}"
