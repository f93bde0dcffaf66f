"""A worker killed with SIGKILL at every step of an employment and of benefits: each happens once, is told once, and none is skipped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, Message
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import Case, Office, message
from tests.workflows.benefits import asked, confirm, deliver, grant, person_of, talent
from tests.workflows.persons import HR, deny, employed, hand_in


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own, in which a year of benefits is longer than the test."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url) as running:
        yield running


async def happened(case: Case) -> list[str]:
    events = await case.office.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    # A month lasts a moment here.
    return [event.event for event in events if event.event != "looked_at"]


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_each_step_of_benefits_happens_once_when_the_worker_is_killed_on_the_way(office: Office, seconds: float) -> None:
    who = await talent(office)
    with killable(office.settings) as worker:
        case = await while_dying(worker, asyncio.create_task(asked(office, ("housing",), actor=who)), seconds)
        for step in (grant(case), deliver(case, "housing"), confirm(case)):
            await while_dying(worker, asyncio.create_task(step), seconds)
        await case.reach("in_force")
        given_up = case.ask("request", message("given_up", await person_of(case), reason="已调离"))
        await while_dying(worker, asyncio.create_task(given_up), seconds)
        await case.reach("ended")
        assert await happened(case) == ["submitted", "granted", "delivered", "received", "all_delivered", "given_up"]
        told = await office.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc.is_not(None)))
        assert [sum(said in one for one in told) for said in ("准予享受", "已落实，请确认", "开始享受", "已终止")] == [1, 1, 1, 1]


async def test_each_step_of_an_employment_happens_once_when_the_worker_is_killed_on_the_way(office: Office) -> None:
    with killable(office.settings) as worker:
        case = await while_dying(worker, asyncio.create_task(employed(office)), 0.1)
        proves = case.answer("employment_check", HR, decision="paper_proves", opinion="属实")
        for step in (deny(case), hand_in(case), proves):
            await while_dying(worker, asyncio.create_task(step), 0.1)
        await case.reach("attached")
        assert await happened(case) == ["submitted", "employer_denied", "paper_handed_in", "paper_proves"]
