"""A worker killed with SIGKILL at every step of a meeting: each happens once, and its case takes what was resolved once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import OFFICER, Office
from tests.workflows.meetings import called, minuted, tabled, vote
from tests.workflows.test_application_decision import to_committee


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url) as running:
        yield running


@pytest.mark.parametrize("seconds", [0.02, 0.4])
async def test_each_step_of_a_meeting_happens_once_when_the_worker_is_killed_on_the_way(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        case = await to_committee(office)
        meeting = await while_dying(worker, asyncio.create_task(called(office)), seconds)
        await while_dying(worker, asyncio.create_task(tabled(case, meeting)), seconds)
        convening = meeting.answer("meeting_convening", OFFICER, decision="convened")
        for step in (convening, vote(meeting), minuted(meeting)):
            await while_dying(worker, asyncio.create_task(step), seconds)
        await case.reach("decision")
        await meeting.reach("closed")
        events = await office.all(select(AuditEvent.event).where(AuditEvent.case_id == meeting.id).order_by(AuditEvent.sequence))
        assert events == [
            *("submitted", "convened", "voted_for", "voted_for", "voted_for", "counted"),
            *("minutes_written", "minutes_signed", "agenda_settled"),
        ]
        assert (await case.events()).count("minuted") == 1
