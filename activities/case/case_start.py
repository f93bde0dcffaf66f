"""启动。How the workflow of a stored case is started, when no submission starts it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.signatures.case import CaseState
from activities.signatures.case_start import CaseStart
from models.queries import enterprise as enterprises
from models.tables import Case
from policy.processes.registry import LIFECYCLES

# The server has others to serve.
AT_ONCE = 16
# What was just written waits for people or for days. Its process sleeps until the batches are written, unless somebody asks for something.
QUIET = timedelta(seconds=20)


async def start_of(session: AsyncSession, its_case: Case) -> CaseStart:
    """Return what a case's workflow is started with, as a run that takes over what is stored, and what operators find it by."""
    return start_with(its_case, (await enterprises.current(session, its_case.beneficiary)).name if its_case.beneficiary else "")


def start_with(its_case: Case, enterprise: str, state: CaseState | None = None) -> CaseStart:
    """Return what a case's workflow is started with, given the enterprise's name and, for a case just written, its state."""
    return CaseStart.of(its_case, its_case.stage, enterprise=enterprise, resumed=True, state=state)


async def start_all(children: Sequence[CaseStart]) -> None:
    """Start the workflows of cases that are written, a few at a time; one that was started before is left alone."""
    await _start(children, WorkflowIDReusePolicy.REJECT_DUPLICATE, QUIET)


async def start_again(children: Sequence[CaseStart]) -> list[str]:
    """Start the workflows of cases that are under way, whatever became of those they had, and name those that were started."""
    return await _start(children, WorkflowIDReusePolicy.ALLOW_DUPLICATE)


async def _start(children: Sequence[CaseStart], reuse: WorkflowIDReusePolicy, delay: timedelta | None = None) -> list[str]:
    room = asyncio.Semaphore(AT_ONCE)
    started: list[str] = []

    async def start(child: CaseStart) -> None:
        async with room:
            with contextlib.suppress(WorkflowAlreadyStartedError):
                await activity.client().start_workflow(
                    LIFECYCLES[child.start.process].workflow,
                    child.start,
                    id=child.workflow_id,
                    task_queue=activity.info().task_queue,
                    id_reuse_policy=reuse,
                    search_attributes=child.attributes(),
                    static_summary=child.summary,
                    start_delay=delay,
                )
                started.append(child.workflow_id)

    await asyncio.gather(*(start(child) for child in children))
    return started
