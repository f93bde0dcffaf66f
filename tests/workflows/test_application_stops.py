"""Holding and withdrawing where few applications come: at the committee, without a parameter, without budget, under objection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from models.tables import Task
from tests.office import APPLICANT, HEAD, OFFICER, SCORES, Case, Office
from tests.workflows.conftest import Opening

Way = Callable[[Case], Awaitable[object]]


async def to_missing_parameter(case: Case) -> None:
    await case.to_review()
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    await case.task("parameter_supply")


async def to_committee(case: Case) -> None:
    await case.to_review()
    for _ in range(3):
        await case.answer("expert_review", decision="expert_scored", recommend=True, **SCORES)
    await case.task("meeting_listing")


async def to_budget_wait(case: Case) -> None:
    await case.to_decision()
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("budget_wait")


async def to_objection(case: Case) -> None:
    await case.to_notice()
    await case.object()


async def to_reconsideration(case: Case) -> None:
    await case.answer("acceptance", OFFICER, decision="acceptance_refused", reason="不属于本条范围")
    await case.answer("reconsideration_request", APPLICANT, decision="reconsideration_requested", reason="属于")


@pytest.mark.parametrize(("item", "way"), [("plan-rent", to_missing_parameter), ("national-mission", to_committee)])
async def test_application_can_be_withdrawn_before_it_is_decided(skipping: Office, item: str, way: Way) -> None:
    case = await skipping.apply_for(item)
    await way(case)
    assert (await case.withdraw()).stage == "withdrawn"
    assert await case.handle.result() == "withdrawn"


@pytest.mark.parametrize(("budget_fen", "way"), [(1, to_budget_wait), (10**10, to_objection), (10**10, to_reconsideration)])
async def test_withdrawal_is_refused_once_it_was_decided(opening: Opening, budget_fen: int, way: Way) -> None:
    async with opening(budget_fen=budget_fen) as office:
        case = await office.apply_for()
        await way(case)
        assert await case.refusal("request", case.stopping("request")) == "wrong_stage"


@pytest.mark.parametrize(("item", "way"), [("plan-rent", to_missing_parameter), ("national-mission", to_committee)])
async def test_application_goes_on_where_it_was_when_resumed(skipping: Office, item: str, way: Way) -> None:
    case = await skipping.apply_for(item)
    await way(case)
    before = [task.id for task in await case.tasks()]
    await case.hold()
    await case.skip(timedelta(days=100))
    await case.resume()
    after = await case.tasks()
    assert [task.id for task in after] == before
    assert after[0].escalated_at is None


async def test_waiting_application_does_not_take_its_turn_while_it_is_held(opening: Opening) -> None:
    async with opening(budget_fen=1) as office:
        case = await office.apply_for()
        await to_budget_wait(case)
        await case.hold()
        row = await case.row()
        assert row.submitted_at is not None
        for year in (row.submitted_at.year, row.submitted_at.year + 1):
            await office.appropriate(10**10, year)
        await case.skip(timedelta(days=10))
        assert (await case.row()).stage == "budget_wait"
        await case.resume()
        await case.reach("public_notice")


async def test_completion_is_refused_when_the_hold_was_recorded_first(skipping: Office) -> None:
    case = await skipping.apply_for()
    completion = await case.completion("acceptance", OFFICER, decision="accepted")
    held, completed = await asyncio.gather(case.hold(), case.ask("complete_task", completion), return_exceptions=True)
    assert not isinstance(held, BaseException)
    row = await case.row()
    assert row.held
    if isinstance(completed, WorkflowUpdateFailedError):
        assert isinstance(completed.cause, ApplicationError)
        assert (completed.cause.type, row.stage) == ("on_hold", "acceptance")
    else:
        assert row.stage in {"verification", "review"}


async def test_completion_of_a_closed_task_is_refused_during_an_outage(skipping: Office) -> None:
    await skipping.fault("tax", "down")
    case = await skipping.apply_for()
    completion = await case.completion("acceptance", OFFICER, decision="accepted")
    await case.ask("complete_task", completion)
    await skipping.until_failed("tax", case)
    assert await case.refusal("complete_task", completion) == "task_closed"
    closed = await skipping.all(select(Task.outcome).where(Task.case_id == case.id))
    assert list(closed) == ["accepted"]
    await skipping.mend()
    await case.reach("review")
