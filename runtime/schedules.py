"""定时任务。The Schedules: one entry each, made or brought up to date when a worker starts and by each check.

An entry starts a small workflow that starts, or joins, the real one: a Schedule adds a timestamp to its ids, and whoever started by hand
before it must not be doubled. After an outage what was missed is made up for within the entry's window.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleBackfill,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from activities.signatures.annual_run import AnnualRunOrder
from activities.signatures.commitment import CheckOrder
from activities.signatures.evaluation import EvaluationOrder
from policy.errors import Code, Refusal
from policy.text import Text

TIME_ZONE = "Asia/Shanghai"
CATCH_UP = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that starts by itself.

    Attributes:
        id: The Schedule's id.
        when: On which days and hours, by Beijing's clocks.
        workflow: The type of workflow it starts.
        arguments: What that is started with.
        summary: What operators read.
        catch_up: How long after its time it is still made up for.
        overlap: What becomes of one that is due while the one before still runs.
    """

    id: str
    when: ScheduleCalendarSpec
    workflow: str
    arguments: tuple[Any, ...]
    summary: str
    catch_up: timedelta = CATCH_UP
    overlap: ScheduleOverlapPolicy = ScheduleOverlapPolicy.SKIP


def yearly(month: int, day: int, hour: int) -> ScheduleCalendarSpec:
    """Return a time once a year."""
    return ScheduleCalendarSpec(month=[ScheduleRange(month)], day_of_month=[ScheduleRange(day)], hour=[ScheduleRange(hour)])


def monthly(day: int, hour: int) -> ScheduleCalendarSpec:
    """Return a time once a month."""
    return ScheduleCalendarSpec(day_of_month=[ScheduleRange(day)], hour=[ScheduleRange(hour)])


def nightly(hour: int, minute: int) -> ScheduleCalendarSpec:
    """Return a time every night."""
    return ScheduleCalendarSpec(hour=[ScheduleRange(hour)], minute=[ScheduleRange(minute)])


def every(minutes: int) -> ScheduleCalendarSpec:
    """Return a time every so many minutes."""
    return ScheduleCalendarSpec(hour=[ScheduleRange(0, 23)], minute=[ScheduleRange(0, 59, minutes)])


SCHEDULES = (
    Entry("rd-growth", yearly(6, 1, 2), "AnnualRunStart", (AnnualRunOrder("rd-growth"),), "研发费用增长年度核算 annual run of clause 6"),
    Entry(
        "first-above-scale",
        yearly(7, 1, 2),
        "AnnualRunStart",
        (AnnualRunOrder("first-above-scale"),),
        "首次升规入统年度核算 annual run of clause 9",
    ),
    Entry("commitment-check", yearly(4, 1, 3), "CommitmentCheckDue", (CheckOrder(),), "承诺年度核查 yearly check of commitments"),
    # After the settlement of the year's books; before the budget of the next one is drawn up.
    Entry("evaluation", yearly(3, 1, 4), "EvaluationYear", (EvaluationOrder(),), "年度政策评估 yearly evaluation of the policy"),
    # Each night has a day of its own: after an outage all of them are made up for, one after the other.
    Entry("reconciliation", nightly(3, 30), "Reconciliation", (), "国库对账 reconciliation", overlap=ScheduleOverlapPolicy.BUFFER_ALL),
    Entry("cases-check", nightly(2, 10), "CasesCheck", (), "案件核对 check of cases", catch_up=timedelta(hours=12)),
    # One edition a day: the next one says what the one that was missed would have said.
    Entry("open-data", nightly(5, 10), "OpenData", (), "开放数据 open data", catch_up=timedelta(hours=12)),
    Entry("settlements", monthly(1, 4), "SettlementsDue", (), "服务券月度结算 settlements of vouchers"),
    # Before an office opens; what was missed for longer is in the one of the next day.
    Entry("digests", nightly(8, 0), "Digests", (), "每日汇总 daily digests", catch_up=timedelta(hours=4)),
    # Whoever enters or ends something has it looked at: this finds what that did not reach.
    Entry("pending", every(30), "PendingLook", (), "待办事项 what waits for somebody", catch_up=timedelta(minutes=30)),
    # The next round asks about everybody, so that none is made up for; one that waits for the register goes on.
    Entry(
        "registration",
        every(10),
        "RegistrationConfirmation",
        (),
        "登记确认 confirmation by the register",
        catch_up=timedelta(minutes=10),
    ),
)


async def make_schedules(
    client: Client,
    task_queue: str,
    since: datetime | None = None,
    *,
    paused: Collection[str] = (),
    entries: tuple[Entry, ...] = SCHEDULES,
) -> list[str]:
    """Make every Schedule, or bring it up to date, and have it run unless it is to be paused.

    Args:
        client: Temporal.
        task_queue: Where our workers listen.
        since: Since when they are known to run: what one has missed from then on for having been paused or gone is made up for, within its
            window. None where they never did.
        paused: The Schedules that an operator wants paused. That is said in the settings: whoever reaches Temporal could say it there.
        entries: The Schedules.

    Returns:
        Those that did not run and should.

    Raises:
        Refusal: `invalid_input`, when there is no Schedule of a name that is to be paused.
    """
    if unknown := set(paused) - {entry.id for entry in SCHEDULES}:
        named = "、".join(sorted(unknown))
        raise Refusal(Code.INVALID_INPUT, Text(f"没有这些定时任务：{named}", f"There are no such Schedules: {', '.join(sorted(unknown))}"))
    mended = []
    for entry in entries:
        wanted = _schedule(entry, task_queue, paused=entry.id in paused)
        handle = client.get_schedule_handle(entry.id)
        try:
            await client.create_schedule(entry.id, wanted)
            stood = since is not None
        except ScheduleAlreadyRunningError:
            stood = (await handle.describe()).schedule.state.paused
            await handle.update(_replaced(wanted))
        if stood and entry.id not in paused:
            mended.append(entry.id)
            if since is not None:
                now = datetime.now(UTC)
                await handle.backfill(ScheduleBackfill(max(since, now - entry.catch_up), now, overlap=entry.overlap))
    return mended


def _schedule(entry: Entry, task_queue: str, *, paused: bool) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(
            entry.workflow, args=entry.arguments, id=f"scheduled/{entry.id}", task_queue=task_queue, static_summary=entry.summary
        ),
        spec=ScheduleSpec(calendars=[replace(entry.when, comment=entry.summary)], time_zone_name=TIME_ZONE),
        policy=SchedulePolicy(overlap=entry.overlap, catchup_window=entry.catch_up),
        state=ScheduleState(paused=paused),
    )


def _replaced(wanted: Schedule) -> Any:  # noqa: ANN401 - the SDK's own kind of function
    def update(_found: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(wanted)

    return update
