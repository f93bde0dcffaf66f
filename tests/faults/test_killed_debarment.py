"""A worker killed with SIGKILL between what people decide on a debarment and what follows: it begins, bars and is lifted once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.queries import conduct
from models.tables import AuditEvent, Debarment, Message
from sandbox.enterprises import CHENXIN
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import APPLICANT, DEPUTY, OFFICER, THIRD_APPROVER, Case, Office, message
from tests.workflows.debarments import LAST, LIFTING, TODAY, followed, opened, propose
from tests.workflows.reclaim import reclaim
from tests.workflows.redecisions import SECOND, paid_prize


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own, whose days are long enough that no bar runs out while a worker is started."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url, working_day_seconds=0.5) as running:
        yield running


async def stands(office: Office) -> bool:
    async with office.database.reading() as session:
        return await conduct.is_in_good_standing(session, CHENXIN, TODAY)


async def once_each(office: Office, case: Case) -> list[str]:
    """Return what happened, having checked that nothing happened twice and nothing was skipped."""
    events = await office.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    names = [event.event for event in events]
    assert names == list(dict.fromkeys(names))
    return names


async def told(office: Office, case: Case, what: str) -> int:
    """Return how often the enterprise was told something."""
    query = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN)
    return sum(what in said for said in await office.all(query))


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_debarment_begins_once_when_the_worker_is_killed_as_the_demand_is_accepted(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        claim = await reclaim(office, await paid_prize(office), SECOND, cause="fraud")
        await claim.approve()
        accepting = claim.case.answer("clawback_objection", APPLICANT, decision="demand_accepted")
        await while_dying(worker, asyncio.create_task(accepting), seconds)
        case = await followed(office, claim.case)
        await case.task("debarment_proposal")
        assert len(await office.all(select(Debarment))) == 1
        # It runs, and takes what people say.
        await propose(case)
        assert await once_each(office, case) == ["opened", "bar_proposed"]


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_enterprise_is_barred_once_when_the_worker_is_killed_as_the_bar_is_confirmed(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        case = await opened(office)
        await propose(case)
        await case.answer("debarment_statement", APPLICANT, decision="statement_waived")
        confirmed = await case.completion("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚")
        await while_dying(worker, asyncio.create_task(case.ask("complete_task", confirmed)), seconds)
        row: Debarment = await case.reach("barred")
        assert (row.barred_on, row.until) == (TODAY, LAST)
        assert row.wakes_at is not None
        assert not await stands(office)
        assert await once_each(office, case) == ["opened", "bar_proposed", "statement_waived", "barred"]
        assert await told(office, case, "已决定限制") == 1


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_bar_is_lifted_once_when_the_worker_is_killed_as_that_is_confirmed(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        case = await opened(office)
        await propose(case)
        await case.answer("debarment_statement", APPLICANT, decision="statement_waived")
        await case.answer("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚")
        await case.ask("request", message("lifting_asked", OFFICER, **LIFTING))
        lifted = await case.completion("debarment_lifting", DEPUTY, decision="lifted")
        await while_dying(worker, asyncio.create_task(case.ask("complete_task", lifted)), seconds)
        await case.reach("lifted")
        assert await case.handle.result() == "lifted"
        assert await stands(office)
        assert (await once_each(office, case))[-4:] == ["lifting_asked", "lifted", "restitution_proposed", "restitution_begun"]
        assert await told(office, case, "提前解除") == 1
