"""A worker killed with SIGKILL while what waits is taken up and ended: one case, one end, and its row is decided once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, PendingMatter, Task
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import FINANCE, HEAD, Office
from tests.workflows.pending import again, case_of, difference, look, open_for, rule


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url) as running:
        yield running


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_what_waits_is_taken_up_and_ended_once_when_the_worker_is_killed_on_the_way(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        entered, differing = await rule(office), await difference(office)
        await while_dying(worker, asyncio.create_task(look(office)), seconds)
        approval, explanation = await case_of(office, entered), await case_of(office, differing)
        task = (await open_for(approval))["approver"]
        answer = {"decision": "entry_approved"}
        await while_dying(worker, asyncio.create_task(approval.complete(task, HEAD, answer)), seconds)
        explained = explanation.answer("difference_explanation", FINANCE, decision="difference_resolved", reason="已查明")
        await while_dying(worker, asyncio.create_task(explained), seconds)
        await approval.reach("approved")
        await explanation.reach("resolved")
        assert await office.all(select(func.count()).select_from(PendingMatter)) == [2]
        assert await office.all(select(AuditEvent.event).where(AuditEvent.case_id == approval.id)) == ["entry_made", "entry_approved"]
        assert len(await office.all(select(Task).where(Task.case_id == approval.id))) == 2
        assert (await again(office, entered)).approved_by == HEAD.subject
        assert (await again(office, differing)).resolved_by == FINANCE.subject
