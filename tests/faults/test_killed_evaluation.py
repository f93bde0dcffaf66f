"""A worker killed with SIGKILL at every step of an evaluation: each happens once, its recipient is asked once, and none is skipped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, OutcomeReport
from sandbox.enterprises import CHENXIN
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import Office
from tests.workflows.evaluations import decide, evaluate, opened, report, report_of


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own, in which reports are waited for as long as the steps take."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url) as running:
        yield running


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_each_step_of_an_evaluation_happens_once_when_the_worker_is_killed_on_the_way(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        case = await while_dying(worker, asyncio.create_task(opened(office, CHENXIN, CHENXIN)), seconds)
        await while_dying(worker, asyncio.create_task(case.reach("reporting")), seconds)
        its_report = await report_of(office)
        await while_dying(worker, asyncio.create_task(report(its_report)), seconds)
        await its_report.reach("reported")
        await case.reach("evaluating")
        for step in (evaluate(case), decide(case)):
            await while_dying(worker, asyncio.create_task(step), seconds)
        await case.reach("published")
        events = await office.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
        before = ("evaluation_opened", "figures_reckoned", "reports_asked", "reports_closed")
        every = (*before, "policy_evaluated", "tabled", "policy_continued")
        assert [(event.sequence, event.event) for event in events] == list(enumerate(every, 1))
        asked = await office.all(select(OutcomeReport.enterprise_uscc).order_by(OutcomeReport.enterprise_uscc))
        assert asked == [CHENXIN]
