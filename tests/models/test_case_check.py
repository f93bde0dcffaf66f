"""核对范围的测试。Which cases a check expects to have a process: not a commitment that rests until something binds again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from models.queries.case_check import cases, under_way
from models.session import Database
from models.tables import Commitment, Enterprise
from policy.processes.commitment.lifecycle import ENDED, Stage
from sandbox.enterprises import CHENXIN


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.mark.parametrize("stage", list(Stage))
async def test_commitment_has_a_process_while_something_binds(database: Database, stage: Stage) -> None:
    async with database.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="晨芯", kind="enterprise"))
        await session.flush()
        row = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage=stage)
        session.add(row)
    expected = stage not in {*ENDED, Stage.DRAFT}
    async with database.reading() as session:
        assert ([row.id] == list((await under_way(session)).values())) is expected
        assert (await cases(session, [row.id]) != []) is expected
