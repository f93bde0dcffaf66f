"""Offices on the two servers: one whose time skips, one on real time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from tests.workflows.office import Office, office


@pytest.fixture
async def skipping(time_skipping_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Office]:
    """An office whose cases let years pass in seconds."""

    async def fast_forward(handle: WorkflowHandle[Any, Any], duration: timedelta) -> None:
        await time_skipping_env.fast_forward(handle, duration)

    async with office(
        time_skipping_env.client,
        database_url,
        fast_forward=fast_forward,
        starting=time_skipping_env.with_time_skipping_disabled,
        year=datetime.now(UTC).year,
    ) as running:
        yield running
