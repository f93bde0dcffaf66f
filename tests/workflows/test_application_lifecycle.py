"""The table is the law of the database as well: whatever is not in it is refused, and nothing changes."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.session import Database
from models.tables import Application, AuditEvent, Case, Enterprise, LedgerTransfer, Message, Task
from policy.errors import Refusal
from policy.money import MAX_FEN, Rate
from policy.processes.application.lifecycle import APPLICATION, Stage
from runtime.container import PROCESSES
from runtime.settings import DEFAULT_DURATIONS
from sandbox.enterprises import CHENXIN
from tests.office import FACTS
from tests.vouching import ATTESTATIONS


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


async def _application(session: AsyncSession) -> Application:
    session.add(Enterprise(uscc=CHENXIN, name="演示晨芯", kind="enterprise"))
    await session.flush()
    application = Application(
        number="BDA-2026-05-000001",
        item_code="innovation-centre",
        clause=5,
        department="sti",
        enterprise_uscc=CHENXIN,
        created_by="applicant-chenxin",
        facts=FACTS["innovation-centre"],
        submitted_at=datetime.now(UTC),
    )
    session.add(application)
    await session.flush()
    return application


async def _traces(session: AsyncSession) -> list[int]:
    return [await session.scalar(select(func.count()).select_from(table)) or 0 for table in (AuditEvent, Task, Message, LedgerTransfer)]


@pytest.mark.parametrize("stage", list(Stage))
async def test_event_is_refused_and_changes_nothing_when_the_table_has_no_such_transition(database: Database, stage: Stage) -> None:
    deployment = Deployment(database, PROCESSES, DEFAULT_DURATIONS, 1.0, 3, "http://api/callbacks", ATTESTATIONS, Rate(0), MAX_FEN)
    illegal = [event for event in APPLICATION.steps if not APPLICATION.allows(stage, event)]
    assert illegal
    async with database.writing() as session:
        application = await _application(session)
        await session.execute(update(Case).values(stage=stage).execution_options(synchronize_session=False))
        await session.refresh(application)
        for event in illegal:
            transition = Transition("application", str(application.id), event, uuid.uuid4().hex, datetime.now(UTC))
            context = await begin(session, deployment, application, transition)
            with pytest.raises(Refusal) as refused:
                await apply(context)
            assert refused.value.code == "wrong_stage"
            assert not session.dirty
        assert await _traces(session) == [0, 0, 0, 0]
        assert (application.stage, application.version) == (stage, 1)
