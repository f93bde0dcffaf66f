"""活动测试的夹具。An award whose process names only its stages, in a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from models.tables import Application, Enterprise
from sandbox.enterprises import CHENXIN
from tests.activities.award import FOUND, Award, deployed
from tests.office import ACCOUNT


@pytest.fixture
async def award(database_url: str) -> AsyncIterator[Award]:
    async with deployed(database_url) as made:
        async with made.database.writing() as session:
            session.add(
                Enterprise(uscc=CHENXIN, name=ACCOUNT["holder"], kind="enterprise", status="active", confirmed_at=datetime.now(UTC))
            )
            await session.flush()
            whose = {"enterprise_uscc": CHENXIN, "created_by": "officer-1", "department": "sti"}
            session.add(
                Application(id=made.id, number="AW-2026-000001", item_code="innovation-centre", clause=5, facts={}, stage=FOUND, **whose)
            )
        yield made
