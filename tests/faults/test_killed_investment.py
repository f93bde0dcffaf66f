"""A worker killed with SIGKILL while an investment is sold: each step happens once, and its price is booked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import LedgerTransfer
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import APPLICANT, Office
from tests.workflows.investments import COST, begun, dispose, receive, record, to_paid


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url) as running:
        yield running


async def test_price_is_booked_once_when_the_worker_is_killed_on_the_way(office: Office) -> None:
    with killable(office.settings) as worker:
        case = await begun(office, await to_paid(office))
        reference = await receive(case, COST)
        waived = case.answer("first_right", APPLICANT, decision="first_right_waived")
        for step in (dispose(case), waived, record(case, COST, reference)):
            await while_dying(worker, asyncio.create_task(step), 0.1)
        await case.reach("exited")
        award = (await case.row()).application_id
        moved = await office.all(select(LedgerTransfer.kind).where(LedgerTransfer.case_id == award, LedgerTransfer.kind == "disposal"))
        assert moved == ["disposal"]
        events = await case.events()
        assert len(events) == len(set(events))
