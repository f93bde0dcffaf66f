"""应答丢失的测试。A worker is killed when a step has been recorded and nobody has been told: what it recorded is no difference."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.signatures.application import VERIFY_APPLICANT
from activities.signatures.case import READ_CASE
from models.queries import case_check as checks
from models.tables import CaseDifference
from tests.faults.harming import check
from tests.office import HEAD, OFFICER, Case, Office, real_time_office, until


class Losing(Interceptor):
    """Keeps the first answer of the verification to itself once it is recorded, until it is let go, and loses it then."""

    def __init__(self) -> None:
        self.recorded, self.let_go = asyncio.Event(), asyncio.Event()

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        """Stand between the worker and its activities."""
        return _Losing(next, self)


class _Losing(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, its: Losing) -> None:
        super().__init__(following)
        self._its = its

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's name and type
        """Run an activity; the first verification is never heard of."""
        answer = await super().execute_activity(input)
        if activity.info().activity_type == VERIFY_APPLICANT and not self._its.recorded.is_set():
            self._its.recorded.set()
            await self._its.let_go.wait()
            raise ConnectionError
        return answer


@pytest.fixture
def losing() -> Losing:
    return Losing()


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, losing: Losing) -> AsyncIterator[Office]:
    """An office on real time, whose processes can be listed."""
    options = {"worker_options": {"interceptors": [losing]}, "milestones": False}
    async with real_time_office(temporal_env.client, database_url, **options) as opened:
        yield opened
        losing.let_go.set()


async def verified_unheard(office: Office, losing: Losing) -> Case:
    """Take an application to its review, of which its process has not heard."""
    case = await office.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    await losing.recorded.wait()
    assert (await case.row()).stage == "review"
    return case


async def looked(case: Case) -> None:
    """Have it compared with what is stored."""
    await check(case.office)

    async def read() -> bool | None:
        history = await case.handle.fetch_history()
        asked = {event.event_id: event.activity_task_scheduled_event_attributes.activity_type.name for event in history.events}
        done = [event for event in history.events if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED]
        return any(asked[event.activity_task_completed_event_attributes.scheduled_event_id] == READ_CASE for event in done) or None

    await until(read, "a look")


async def differing(office: Office) -> int:
    async with office.database.reading() as session:
        found = await checks.last(session)
    assert found is not None
    assert found.differing == len(await office.all(select(CaseDifference.case_id.distinct())))
    return found.differing


async def test_case_does_not_differ_when_its_step_was_recorded_and_never_answered(office: Office, losing: Losing) -> None:
    case = await verified_unheard(office, losing)
    await looked(case)
    assert await differing(office) == 0
    losing.let_go.set()
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    await case.answer("decision", HEAD, decision="approved")
    events = await case.events()
    assert len(events) == len(set(events))
    assert await differing(office) == 0


async def test_case_does_not_differ_when_somebody_acts_on_what_its_process_has_not_heard_of(office: Office, losing: Losing) -> None:
    case = await verified_unheard(office, losing)
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    await check(office)
    assert await differing(office) == 0
