"""案件核对的活动。The activity that lays the running processes beside the cases as they are stored, and mends what was done to them.

Whoever reaches Temporal can end, put back or forget a process, and pause a Schedule, and so can a restore. What is stored of a case says
where it stands: a process that is gone is started again from it, and each that runs is told to look.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.case.case_start import AT_ONCE, start_again, start_of
from activities.case.deployment import Deployment
from activities.case.harmed import end, in_the_way, is_of_a_case
from activities.signatures.case_check import CHECK_CASES, CasesChecked
from models.commands import case_check as commands
from models.commands import delivery as deliveries
from models.commands import request as requests
from models.queries import case_check as checks
from models.queries.case_check import Findings
from models.tables import Message
from policy.actors import Role
from policy.processes.pending.findings import Finding
from policy.text import Text

PAGE = 1_000
# Rows that are read whole at once.
BATCH = 200

MendSchedules: TypeAlias = Callable[[Client, str, datetime | None], Awaitable[list[str]]]
"""Has every Schedule run, given since when it is known to, and names those that did not."""


@dataclass(frozen=True, slots=True)
class CheckActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        mend_schedules: Has the Schedules of the deployment run.
    """

    deployment: Deployment
    mend_schedules: MendSchedules

    @activity.defn(name=CHECK_CASES)
    async def check_cases(self) -> CasesChecked:
        """Check every open case and every Schedule. Whatever it does may be done twice."""
        client, queue = activity.client(), activity.info().task_queue
        async with self.deployment.database.writing() as session:
            before = await checks.last(session)
            check_id = await commands.begin(session)
        running = await _running(client, queue)
        async with self.deployment.database.reading() as session:
            stored = await checks.under_way(session)
        running -= await end(client, queue, {*stored, *await in_the_way(client)})
        started = await self._start_again({its: case for its, case in stored.items() if its not in running})
        known = (running & stored.keys()) | (stored.keys() - running - set(started))
        surplus = await self._surplus(client, running - stored.keys())
        await _have_look(client, known | (running - stored.keys() - set(surplus)))
        schedules = await self.mend_schedules(client, queue, before.check.began_at if before else None)
        found = CasesChecked(len(stored), sorted(started), sorted(surplus), schedules)
        async with self.deployment.database.writing() as session:
            await commands.end(session, check_id, found.open_cases, found.started, found.surplus, found.schedules)
            # Before the first check there was nothing that could have been harmed.
            if before is not None:
                await _tell(session, found, before)
            await requests.forget_words(session)
            await deliveries.forget(session)
        if before is not None:
            await _have_looked_at(client, queue, check_id)
        if started or surplus or schedules:
            activity.logger.warning("processes were mended: started %s, surplus %s, schedules %s", started, surplus, schedules)
        return found

    async def _start_again(self, gone: Mapping[str, uuid.UUID]) -> list[str]:
        """Start the processes of cases that have none, and name those that had none indeed: one may have been started just now."""
        started: list[str] = []
        ids = list(gone.values())
        for first in range(0, len(ids), BATCH):
            async with self.deployment.database.reading() as session:
                children = [await start_of(session, row) for row in await checks.cases(session, ids[first : first + BATCH])]
            # What it had been told of and had not looked at went with it.
            started += await start_again([replace(child, start=replace(child.start, nudged=True)) for child in children])
        return started

    async def _surplus(self, client: Client, running: Collection[str]) -> list[str]:
        """Return which processes have no case: those whose case is over end by themselves once they look."""
        async with self.deployment.database.reading() as session:
            theirs = await checks.with_a_row(session, running)
        return [its for its in running if its not in theirs and await _still_runs(client, its)]


async def _tell(session: AsyncSession, found: CasesChecked, before: Findings) -> None:
    """Tell operators what a check found, and have them find out why."""
    if said := _told(found, before.differing):
        session.add(Message(role=Role.OPERATOR, zh=said.zh, en=said.en))
    differing = await checks.differing_since(session, before.check.began_at) if before.differing else ()
    kinds = {Finding.GONE: found.started, Finding.SURPLUS: found.surplus, Finding.SCHEDULE: found.schedules, Finding.DIFFERING: differing}
    await commands.settle(session, kinds, datetime.now(UTC))


async def _have_looked_at(client: Client, queue: str, check_id: uuid.UUID) -> None:
    """Have what was found become tasks, and what is found no more leave the inboxes, without waiting for the Schedule that would."""
    with contextlib.suppress(WorkflowAlreadyStartedError):
        await client.start_workflow("PendingLook", id=f"pending-look/{check_id.hex}", task_queue=queue)


def _told(found: CasesChecked, differing: int) -> Text | None:
    """Return what operators are told of a check, with how many cases were found to differ since the one before; None for nothing."""
    counts = (
        (len(found.started), "重新启动{}个流程", "{} processes were started again"),
        (len(found.surplus), "{}个流程没有对应案件，请处理", "{} processes have no case and are yours to look at"),
        (len(found.schedules), "恢复{}项定时任务", "{} schedules were mended"),
        (
            differing,
            "{}个案件曾与其流程不一致，已按案件记录更正",
            "{} cases stood otherwise than their processes took them to, and were read again",
        ),
    )
    said = [(zh.format(count), en.format(count)) for count, zh, en in counts if count]
    if not said:
        return None
    return Text(f"案件核对发现：{'；'.join(zh for zh, _ in said)}。", f"The check of cases found: {'; '.join(en for _, en in said)}.")


async def _running(client: Client, queue: str) -> set[str]:
    query = f"ExecutionStatus = 'Running' AND TaskQueue = '{queue}'"
    return {found.id async for found in client.list_workflows(query, page_size=PAGE) if is_of_a_case(found.id, found.workflow_type)}


async def _still_runs(client: Client, its: str) -> bool:
    try:
        described = await client.get_workflow_handle(its).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return described.status is WorkflowExecutionStatus.RUNNING


async def _have_look(client: Client, workflows: Collection[str]) -> None:
    """Tell processes to look at what is stored, a few at a time. One that has ended meanwhile has nothing to look at."""
    room = asyncio.Semaphore(AT_ONCE)

    async def tell(its: str) -> None:
        async with room:
            try:
                await client.get_workflow_handle(its).signal("look")
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise

    ordered = sorted(workflows)
    for first in range(0, len(ordered), PAGE):
        await asyncio.gather(*(tell(its) for its in ordered[first : first + PAGE]))
