"""A project is looked at every year, run after run, until its upstream ends it; and every change upstream is an event of its life."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.signatures.case import AutomaticStep
from models.tables import MatchingProject, Message
from policy.errors import Refusal
from policy.working_days import BEIJING
from tests.office import APPLICANT, MOMENT, WAN, Case, Office, message, until
from tests.workflows.projects import HANDED_OVER, LAST_YEAR, TODAY, admitted, claim_draft, claimed, enter, paid, received
from tests.workflows.test_operators import details

LOOKS = (
    "upstream_confirmed",
    "upstream_reduced",
    "upstream_recovered",
    "upstream_lost",
    "upstream_terminated",
    "upstream_completed",
    "upstream_resumed",
    "upstream_handed_over",
)


async def run_id(project: Case) -> str:
    return str((await project.office.client.get_workflow_handle(project.handle.id).describe()).run_id)


async def looks(project: Case) -> list[str]:
    return [event for event in await project.events() if event in LOOKS]


async def look_next(project: Case, *, nudge: bool = False) -> MatchingProject:
    """Let time pass to the next look, with a report arriving at its very moment or without, and return the project after it."""
    before: MatchingProject = await project.row()
    assert before.wakes_at is not None
    handle = project.office.client.get_workflow_handle(project.handle.id)
    ahead = project.skip_until(before.wakes_at + MOMENT)
    await asyncio.gather(ahead, *([handle.signal("nudge", "report")] if nudge else []))

    async def looked() -> MatchingProject | None:
        row: MatchingProject = await project.row()
        return row if (row.wakes_at, row.stage) != (before.wakes_at, before.stage) else None

    found: MatchingProject = await until(looked, "the next look")
    return found


async def nudged(project: Case) -> MatchingProject:
    """Have the upstream looked at now, and return the project after it."""
    seen = (await project.row()).looked_at
    await project.handle.signal("nudge", "test")

    async def looked() -> MatchingProject | None:
        row: MatchingProject = await project.row()
        return row if row.looked_at != seen else None

    found: MatchingProject = await until(looked, "a look")
    return found


async def test_project_lives_five_years_a_run_each_and_ends_with_the_upstreams_acceptance(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    runs = {await run_id(project)}

    async def another_run() -> str | None:
        found = await run_id(project)
        return None if found in runs else found

    wakes = [(await project.row()).wakes_at.astimezone(BEIJING)]
    for _ in range(5):
        await look_next(project, nudge=True)
        wakes.append((await project.row()).wakes_at.astimezone(BEIJING))
        runs.add(await until(another_run, "the run of the next year"))
    assert {(wake.month, wake.day) for wake in wakes} == {(3, 1)}
    assert [wake.year - wakes[0].year for wake in wakes] == [0, 1, 2, 3, 4, 5]
    assert len(runs) == 6
    assert set(await looks(project)) == {"upstream_confirmed"}
    await enter(skipping, received(100 * WAN), status="completed")
    closing = await look_next(project)
    assert closing.stage == "closing"
    while (closing := await look_next(project)).stage == "closing":
        assert closing.wakes_at is not None
    assert (closing.stage, closing.live_no) == ("completed", None)


@pytest.mark.parametrize(
    ("changes", "event", "stage"),
    [
        ({}, "upstream_confirmed", "active"),
        ({"status": "reduced"}, "upstream_reduced", "active"),
        ({"status": "terminated"}, "upstream_terminated", "unwinding"),
        ({"status": "completed"}, "upstream_completed", "closing"),
    ],
)
async def test_change_upstream_is_an_event_of_the_project(skipping: Office, changes: dict[str, Any], event: str, stage: str) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await enter(skipping, received(100 * WAN), **changes)
    row = await nudged(project)
    assert (await looks(project), row.stage) == ([event], stage)
    # The next look finds the same, which is nothing new.
    await nudged(project)
    assert (await looks(project))[1] == "upstream_confirmed"


async def test_applicant_and_officer_are_told_when_the_upstream_changes(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await enter(skipping, received(100 * WAN), status="reduced")
    await nudged(project)
    told = await skipping.all(select(Message).where(Message.case_id == project.id, Message.zh.contains("核减")))
    assert {(found.enterprise_uscc is not None, found.role) for found in told} == {(True, None), (False, "officer")}


async def test_look_waits_and_goes_on_when_the_registry_is_down(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await skipping.fault("upstream.projects", "down")
    await project.handle.signal("nudge", "test")
    await skipping.until_failed("upstream.projects", project)
    assert await looks(project) == []
    await skipping.mend()
    await project.happened("upstream_confirmed")


async def test_look_is_made_after_all_when_a_request_overtook_it(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await claimed(project)
    await skipping.fault("upstream.projects", "down")
    await project.handle.signal("nudge", "test")
    await skipping.until_failed("upstream.projects", project)
    # A request that is refused leaves the project as it was, and the look undone.
    assert await project.refusal("request", message("withdrawn", APPLICANT, reason="不再需要")) == "wrong_stage"
    await skipping.mend()
    await project.happened("upstream_confirmed")


@pytest.mark.parametrize(("changes", "stage"), [({"status": "terminated"}, "unwinding"), (HANDED_OVER, "handed_over")])
async def test_project_that_ended_upstream_is_watched_and_ends(skipping: Office, changes: dict[str, Any], stage: str) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await enter(skipping, received(100 * WAN), **changes)
    row = await nudged(project)
    assert row.stage == stage
    while row.stage == stage:
        row = await look_next(project)
    assert row.stage == "terminated"
    assert (await project.events())[-1] == "watch_ended"


async def test_closing_project_that_is_terminated_after_all_unwinds(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    for status, stage in (("completed", "closing"), ("terminated", "unwinding")):
        await enter(skipping, received(100 * WAN), status=status)
        assert (await nudged(project)).stage == stage


@pytest.mark.parametrize("ended", ["completed", "terminated"])
async def test_project_is_claimed_for_again_when_the_upstream_resumes_it(skipping: Office, ended: str) -> None:
    await enter(skipping, received(100 * WAN, LAST_YEAR - 1), received(100 * WAN))
    project = await admitted(skipping)
    await enter(skipping, received(100 * WAN, LAST_YEAR - 1), received(100 * WAN), status=ended)
    assert (await nudged(project)).stage in {"closing", "unwinding"}
    await enter(skipping, received(100 * WAN, LAST_YEAR - 1), received(100 * WAN))
    row = await nudged(project)
    assert (row.stage, row.closes_at, (await looks(project))[-1]) == ("active", None, "upstream_resumed")
    await claim_draft(project, LAST_YEAR - 1)


async def test_look_is_recorded_once_when_it_is_tried_again(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await project.handle.terminate()
    await enter(skipping, received(100 * WAN, recovered_fen=WAN), status="terminated")
    look = next(found for found in skipping.parts.activities() if found.__name__ == "look_upstream")
    step = AutomaticStep("matching", str(project.id), "test/look", datetime.now(UTC))
    first, again = [await look(step) for _ in range(2)]
    assert first == again
    assert await looks(project) == ["upstream_recovered", "upstream_terminated"]


async def test_last_year_alone_may_be_claimed_when_the_upstream_has_accepted(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN, LAST_YEAR - 1), received(100 * WAN))
    project = await admitted(skipping)
    await enter(skipping, received(100 * WAN, LAST_YEAR - 1), received(100 * WAN), status="completed")
    await nudged(project)
    for year in (LAST_YEAR - 1, TODAY.year):
        with pytest.raises(Refusal) as refused:
            await claim_draft(project, year)
        assert [fault.field for fault in refused.value.faults] == ["funding_year"]
    await paid(await claimed(project))


async def test_claim_that_was_drafted_is_not_taken_when_the_upstream_terminated(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    drafted = await claim_draft(project)
    await enter(skipping, received(100 * WAN), status="terminated")
    await nudged(project)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await skipping.submit(drafted)
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "wrong_stage"


async def test_web_ui_says_upstream_status_and_years_matched(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    await nudged(project)

    matched = f"{LAST_YEAR}年度配套 matched: ¥1,000,000.00"

    async def find() -> str | None:
        # The run before it, which the nudge ends, knows of no claim.
        shown = await details(project)
        return shown if matched in shown else None

    assert "上级项目 upstream: active" in await until(find, "the next run")
