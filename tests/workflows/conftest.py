"""Offices whose time skips."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import TypeAlias

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.office import Office, skipping_office
from tests.workflows.annual_runs import alone_with_runs

Opening: TypeAlias = Callable[..., AbstractAsyncContextManager[Office]]


@pytest.fixture
def opening(time_skipping_env: WorkflowEnvironment, database_url: str) -> Opening:
    """Opens an office whose cases let years pass in seconds, with settings of the test's own."""
    return partial(skipping_office, time_skipping_env, database_url)


@pytest.fixture
async def skipping(opening: Opening) -> AsyncIterator[Office]:
    """An office whose cases let years pass in seconds."""
    async with opening() as running:
        yield running


@pytest.fixture
async def growth(skipping: Office) -> AsyncIterator[Office]:
    """An office for runs: tests have a database each but share Temporal, where the run of a year is one process."""
    async with alone_with_runs(skipping):
        yield skipping
