"""A worker killed with SIGKILL at every step of an enquiry: each happens once, is told once, and none is skipped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, Message
from sandbox.enterprises import CHENXIN
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import APPLICANT, Office
from tests.workflows.enquiries import COMFIN, answer, answer_again, invite, made


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url) as running:
        yield running


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_each_step_of_an_enquiry_happens_once_when_the_worker_is_killed_on_the_way(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        case = await while_dying(worker, asyncio.create_task(made(office)), seconds)
        steps = (
            invite(case),
            case.answer("enquiry_part", COMFIN, decision="part_given", opinion="由我局办理"),
            answer(case),
            answer_again(case),
            case.answer("follow_up_rating", APPLICANT, decision="satisfied"),
        )
        for step in steps:
            await while_dying(worker, asyncio.create_task(step), seconds)
        await case.reach("satisfied")
        events = await office.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        assert [event.event for event in events] == [
            *("submitted", "part_invited", "part_given", "answered", "follow_up_asked", "follow_up_answered", "satisfied")
        ]
        told = await office.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN))
        assert [sum(said in one for one in told) for said in ("已收到", "已答复")] == [1, 2]
