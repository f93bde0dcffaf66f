"""A changed workflow is deployed over running cases: the worked example of `docs/operations.md`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio import workflow
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.testing import WorkflowEnvironment

from activities.signatures.case import READ_CASE
from runtime.container import WORKFLOWS, replayer
from tests.office import APPLICANT, SIGNED, Case, Office, real_time_office
from tests.replay.changed import CarelessApplication, PatchedApplication
from tests.sealing import SEALED
from workflows.application import ApplicationWorkflow

OTHERS = tuple(kept for kept in WORKFLOWS if kept is not ApplicationWorkflow)
# Long enough to deploy in, on the clock of these tests.
NOTICE = {"public_notice": 60}


@pytest.fixture
async def running(temporal_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Office]:
    async with real_time_office(temporal_env.client, database_url, durations=NOTICE) as office:
        yield office


async def reads(case: Case) -> int:
    history = await case.handle.fetch_history()
    scheduled = [event.activity_task_scheduled_event_attributes for event in history.events]
    return sum(attributes.activity_type.name == READ_CASE for attributes in scheduled)


async def past_its_notice(office: Office) -> Case:
    case = await office.apply_for()
    await case.to_notice()
    await case.reach("commitment")
    return case


async def test_case_before_the_changed_place_takes_the_new_way_when_the_change_is_patched(running: Office) -> None:
    case = await running.apply_for()
    await case.to_notice()
    await running.deploy((PatchedApplication, *OTHERS))
    await case.reach("commitment")
    assert await reads(case) == 1


async def test_case_past_the_changed_place_goes_on_as_it_began_when_the_change_is_patched(running: Office) -> None:
    case = await past_its_notice(running)
    await running.deploy((PatchedApplication, *OTHERS))
    await case.answer("commitment", APPLICANT, **SIGNED)
    await case.pay()
    await case.reach("in_force")
    assert await reads(case) == 0


async def test_replay_finds_the_change_when_it_is_not_patched(running: Office) -> None:
    case = await past_its_notice(running)
    history = await case.handle.fetch_history()
    with pytest.raises(workflow.NondeterminismError):
        await replayer(SEALED, (CarelessApplication,)).replay_workflow(history)


async def test_nothing_is_lost_when_an_unpatched_change_is_deployed_and_taken_back(running: Office) -> None:
    case = await past_its_notice(running)
    await running.deploy((CarelessApplication, *OTHERS))
    signing = await case.completion("commitment", APPLICANT, **SIGNED)
    with pytest.raises(WorkflowUpdateRPCTimeoutOrCancelledError):
        await asyncio.wait_for(case.ask("complete_task", signing, update_id=signing.key), 3)
    assert (await case.row()).stage == "commitment"
    await running.deploy(WORKFLOWS)
    # Sent again under the same key, as a client does that got no answer: done once, whichever attempt arrived.
    assert (await case.ask("complete_task", signing, update_id=signing.key)).stage == "payment"
    await case.pay()
    await case.reach("in_force")
