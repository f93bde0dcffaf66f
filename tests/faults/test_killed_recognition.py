"""A worker killed with SIGKILL between what people decide on a recognition and what follows: it is entered, renewed and revoked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, Message, Notice, Recognition
from sandbox.enterprises import CHENXIN
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, Case, Office, message
from tests.workflows.recognitions import LAST, TODAY, asked, check


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own, whose days are long enough that no entry runs out while a worker is started."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url, working_day_seconds=0.5) as running:
        yield running


async def once_each(office: Office, case: Case) -> list[str]:
    """Return what happened, having checked that nothing happened twice and nothing was skipped."""
    events = await office.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    names = [event.event for event in events]
    assert names == list(dict.fromkeys(names))
    return names


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_recognition_is_entered_and_revoked_once_when_the_worker_is_killed_on_the_way(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        case = await asked(office)
        await while_dying(worker, asyncio.create_task(check(case)), seconds)
        await case.reach("decision")
        decided = await case.completion("recognition_decision", HEAD, decision="recognised", until=LAST.isoformat())
        await while_dying(worker, asyncio.create_task(case.ask("complete_task", decided)), seconds)
        row: Recognition = await case.reach("in_force")
        assert (row.valid_until, row.entry_no) == (LAST, case.number)
        assert len(await office.all(select(Notice))) == 1
        proposing = case.ask("request", message("revocation_proposed", OFFICER, ends_on=TODAY.isoformat(), reason="已停止运营"))
        await while_dying(worker, asyncio.create_task(proposing), seconds)
        await case.answer("revocation_statement", APPLICANT, decision="statement_waived")
        revoked = await case.completion("revocation_decision", DEPUTY, decision="revoked", reason="事实清楚")
        await while_dying(worker, asyncio.create_task(case.ask("complete_task", revoked)), seconds)
        assert await case.handle.result() == "revoked"
        assert (await once_each(office, case))[-4:] == ["notice_cleared", "revocation_proposed", "statement_waived", "revoked"]
        told = await office.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN))
        assert sum("已撤销" in said for said in told) == 1
