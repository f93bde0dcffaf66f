"""一个开着的服务窗口。The API with a whole office behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from runtime.local.embedded_postgres import PostgresServer
from tests.api.desk import Desk, desk
from tests.conftest import fresh_database
from tests.office import Office, real_time_office


@pytest.fixture
def durations() -> dict[str, int]:
    """What is to last longer than haste has it: a module that looks at what would be over says so."""
    return {}


@pytest.fixture
async def behind(temporal_env: WorkflowEnvironment, database_url: str, durations: dict[str, int]) -> AsyncIterator[Office]:
    """The office that handles what the API is asked."""
    async with real_time_office(temporal_env.client, database_url, durations=durations) as office:
        yield office


@pytest.fixture
async def api(behind: Office, tmp_path: Path) -> AsyncIterator[Desk]:
    """The API."""
    async with desk(behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
async def shared(
    temporal_env: WorkflowEnvironment, postgres_server: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """One API for the tests of a module that store nothing, because they only read or are refused."""
    with fresh_database(postgres_server, migrated_template) as url:
        async with (
            real_time_office(temporal_env.client, url) as office,
            desk(
                office.client,
                office.settings.task_queue,
                office.database,
                office.sandbox,
                office.parts.http,
                tmp_path_factory.mktemp("evidence"),
            ) as opened,
        ):
            yield opened
