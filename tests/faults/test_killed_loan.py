"""A worker killed with SIGKILL between what people do about a loan and what follows: it is registered, claimed and ended once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, Loan, Message
from sandbox.enterprises import CHENXIN
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.faults.test_killed_recognition import once_each
from tests.office import Office
from tests.workflows.loans import BIZCOOP, COMFIN, STI, accept, bank_has, claimed, part, submitted
from tests.workflows.test_joint_correction import AGREED, naming


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url, working_day_seconds=2) as running:
        yield running


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_loan_is_registered_claimed_and_ended_once_when_the_worker_is_killed_on_the_way(office: Office, seconds: float) -> None:
    await bank_has(office)
    with killable(office.settings) as worker:
        loan = await submitted(office)
        await while_dying(worker, asyncio.create_task(accept(loan)), seconds)
        await loan.reach("registered")
        claim = await claimed(office, loan)
        accepting = claim.answer("acceptance", COMFIN, decision="accepted")
        await while_dying(worker, asyncio.create_task(accepting), seconds)
        await claim.reach("review")
        await claim.complete(await part(claim, "sti"), STI, naming("upgrade_filing_no"))
        await claim.complete(await part(claim, "bizcoop"), BIZCOOP, naming("performance_report"))
        last = claim.complete(await part(claim, "comfin"), COMFIN, dict(AGREED))
        await while_dying(worker, asyncio.create_task(last), seconds)
        await claim.reach("correction")
        asked = await office.all(select(AuditEvent.event).where(AuditEvent.case_id == claim.id, AuditEvent.event == "correction_requested"))
        assert len(asked) == 1
        await bank_has(office, status="repaid", changed_on="2026-03-31")
        await while_dying(worker, asyncio.create_task(loan.handle.signal("nudge", "asked for")), seconds)
        row: Loan = await loan.reach("repaid")
        assert row.confirmed_by == "bank"
        assert (await once_each(office, loan))[-1] == "loan_repaid"
        told = await office.all(select(Message.zh).where(Message.case_id == loan.id, Message.enterprise_uscc == CHENXIN))
        assert sum("还清" in said for said in told) == 1
