"""A worker killed with SIGKILL between the approval of a succession and the last case that is told: one successor, and every case looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import Message, Succession
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_two_at_once import a_few_at_a_time
from tests.office import Case, Office, becomes
from tests.workflows.commitments import HEAD
from tests.workflows.successions import file, prove

CASES = 4


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    host = temporal_env.client.service_client.config.target_host
    async with office_without_worker(host, database_url, sandbox_url) as running:
        yield running


async def nudges(case: Case) -> int:
    events = (await case.handle.fetch_history()).events
    return sum(event.HasField("workflow_execution_signaled_event_attributes") for event in events)


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_successor_is_in_place_once_and_every_case_is_told_when_the_worker_is_killed(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        cases = await a_few_at_a_time(office.apply_for() for _ in range(CASES))
        for case in cases:
            await case.reach("acceptance")
        await becomes(office, CHENXIN, status="deregistered")
        filing = await file(office)
        await prove(filing)
        completion = await filing.completion("succession_approval", HEAD, decision="succession_approved")
        approving = asyncio.create_task(filing.ask("complete_task", completion))
        await asyncio.sleep(seconds)
        worker.kill()
        worker.start()
        await approving
        await filing.reach("effective")
        assert await filing.events() == [
            "submitted",
            "register_answered",
            "succession_proven",
            "succession_approved",
            "succession_made",
            "cases_handed_over",
        ]
        [kept] = await office.all(select(Succession))
        assert (kept.predecessor_uscc, kept.successor_uscc) == (CHENXIN, YUNHENG)
        assert min([await nudges(case) for case in cases]) >= 1
        told = await office.all(select(Message.zh).where(Message.case_id == filing.id, Message.enterprise_uscc == YUNHENG))
        assert sorted(text for text in told if "请继续办理。" in text and text.startswith("BDA")) == sorted(
            f"{case.number}由贵单位承继，请继续办理。" for case in cases
        )
