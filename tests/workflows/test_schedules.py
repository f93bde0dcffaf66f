"""定时任务。What starts by itself: made once, brought up to date, and joining what was started by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import Client, ScheduleActionStartWorkflow
from temporalio.testing import WorkflowEnvironment

from activities.signatures.commitment import CheckResult
from models.tables import AnnualRun, Enterprise
from policy.working_days import BEIJING
from runtime.schedules import SCHEDULES, make_schedules
from sandbox.enterprises import CHENXIN
from tests.office import Office, real_time_office, until
from tests.workflows.annual_runs import YEAR, alone_with_runs, order, run_case


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Office]:
    """An office on real time: a Schedule is the server's own."""
    async with real_time_office(temporal_env.client, database_url) as running, alone_with_runs(running):
        yield running
        await forget(running.client)


async def forget(client: Client) -> None:
    async for found in await client.list_schedules():
        await client.get_schedule_handle(found.id).delete()


async def run_of(office: Office, item_code: str) -> AnnualRun:
    async def find() -> AnnualRun | None:
        found = await office.all(select(AnnualRun).where(AnnualRun.item_code == item_code))
        return found[0] if found and found[0].stage == "release" else None

    run: AnnualRun = await until(find, f"the run of {item_code}")
    return run


async def test_schedules_are_as_written_when_made_once_or_twice(office: Office) -> None:
    for _ in range(2):
        await make_schedules(office.client, office.settings.task_queue)
    for entry in SCHEDULES:
        found = (await office.client.get_schedule_handle(entry.id).describe()).schedule
        assert found.policy.overlap is entry.overlap
        assert found.policy.catchup_window == entry.catch_up
        assert found.spec.time_zone_name == "Asia/Shanghai"
        assert isinstance(found.action, ScheduleActionStartWorkflow)


async def test_everything_is_due_when_it_should_be_by_beijings_clocks(office: Office) -> None:
    await make_schedules(office.client, office.settings.task_queue)
    due = {}
    for entry in SCHEDULES:
        described = await office.client.get_schedule_handle(entry.id).describe()
        due[entry.id] = described.info.next_action_times[0].astimezone(BEIJING)
    now = datetime.now(UTC)
    for item_code, month in (("rd-growth", 6), ("first-above-scale", 7)):
        year = now.year if now < datetime(now.year, month, 1, 2, tzinfo=BEIJING) else now.year + 1
        assert due[item_code] == datetime(year, month, 1, 2, tzinfo=BEIJING)
    assert (due["commitment-check"].month, due["commitment-check"].day, due["commitment-check"].hour) == (4, 1, 3)
    assert (due["reconciliation"].hour, due["reconciliation"].minute) == (3, 30)
    assert due["reconciliation"] - now <= timedelta(days=1)
    assert due["registration"].minute % 10 == 0
    assert due["registration"] - now <= timedelta(minutes=10)


async def test_run_of_the_year_before_is_started_when_a_schedule_fires(office: Office) -> None:
    await make_schedules(office.client, office.settings.task_queue)
    for item_code in ("rd-growth", "first-above-scale"):
        await office.client.get_schedule_handle(item_code).trigger()
    for item_code in ("rd-growth", "first-above-scale"):
        run = await run_of(office, item_code)
        assert (run.year, run.dry_run, run.created_by) == (YEAR, False, "system")


async def test_commitments_are_checked_when_the_yearly_schedule_fires(office: Office) -> None:
    await make_schedules(office.client, office.settings.task_queue)
    await office.client.get_schedule_handle("commitment-check").trigger()

    async def checked() -> CheckResult | None:
        query = f"TaskQueue = '{office.settings.task_queue}' AND WorkflowType = 'CommitmentCheck'"
        async for found in office.client.list_workflows(query):
            result: CheckResult = await office.client.get_workflow_handle(found.id, result_type=CheckResult).result()
            return result
        return None

    assert (await until(checked, "the check")).checked == 0


async def test_enterprise_is_confirmed_when_the_schedule_of_the_register_fires(office: Office) -> None:
    waiting = {"status": "unconfirmed", "confirmed_at": None}
    await office.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(**waiting))
    await make_schedules(office.client, office.settings.task_queue)
    await office.client.get_schedule_handle("registration").trigger()

    async def confirmed() -> bool | None:
        return (await office.all(select(Enterprise.status).where(Enterprise.uscc == CHENXIN))) == ["active"] or None

    await until(confirmed, "the register's word")


async def test_schedule_joins_when_somebody_started_the_run_by_hand(office: Office) -> None:
    by_hand = await run_case(office, await order(office))
    await by_hand.reach("release")
    await make_schedules(office.client, office.settings.task_queue)
    handle = office.client.get_schedule_handle("rd-growth")
    await handle.trigger()

    async def fired() -> bool | None:
        return bool((await handle.describe()).info.recent_actions) or None

    await until(fired, "the schedule")
    action: Any = (await handle.describe()).info.recent_actions[0].action
    joined: Any = await office.client.get_workflow_handle(action.workflow_id).result()
    assert joined["case_id"] == str(by_hand.id)
    assert joined["joined"] is True
    assert len(await office.all(select(AnnualRun))) == 1
