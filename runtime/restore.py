"""恢复核对。What is looked at after a restore, before any worker starts: what Temporal, the treasury and the evidence know that came later.

A database that was restored has forgotten what came after its moment, and nobody may get a number, a payment or a name twice for that. So
numbers go on past all that are known anywhere, the treasury's statement is laid beside the books, and what is known elsewhere is listed.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import Client
from temporalio.converter import WorkflowSerializationContext
from temporalio.service import RPCError, RPCStatusCode

from activities.signatures.case import RECORD_TRANSITION, CaseState, TransitionOrder
from activities.signatures.reconciliation import DayToReconcile
from activities.treasury.reconciliation import ReconciliationActivities
from gateways.treasury import Treasury
from models.queries import reconciliation, restore
from models.tables import ReconciliationDifference
from policy.processes.kernel.lifecycle import number_in, workflow_prefix
from policy.processes.registry import LIFECYCLES
from policy.working_days import BEIJING
from runtime.container import Container
from runtime.evidence import StoredEvidence

# Two clocks that are kept do not differ by more.
SKEW = timedelta(minutes=5)
# Drafts that were numbered after the moment and never handed in are known to nobody but who wrote them.
GAP = 1_000
_PROCESSES = tuple(workflow_prefix(process) for process in LIFECYCLES)
# The first one: what follows it in the number of a payment is random.
_NUMBER = re.compile(r"-(\d{6,})(?=$|-P\d|/)")


@dataclass(frozen=True, slots=True)
class Act:
    """What a process did with its case, and the database does not know.

    Attributes:
        process: The id of the process.
        event: What happened.
        actor: Who did it.
        at: When, by the process.
    """

    process: str
    event: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Later:
    """What is known elsewhere of what came after the moment of the database.

    Attributes:
        moment: When something was last recorded.
        processes: The processes that have no case.
        acts: What was done in processes and is not recorded.
        differences: What does not agree with the treasury.
        files: The hashes of evidence that nothing refers to.
        next_number: The first number that is given from now on.
    """

    moment: datetime | None
    processes: list[str]
    acts: list[Act]
    differences: list[ReconciliationDifference]
    files: list[str]
    next_number: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nobody knows of anything later."""
        return not (self.processes or self.acts or self.differences or self.files)


@dataclass(slots=True)
class Check:
    """One look after a restore.

    Attributes:
        parts: The parts of the deployment.
        client: Temporal.
        now: When.
    """

    parts: Container
    client: Client
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def end(self, processes: Iterable[str]) -> None:
        """End processes that have no case: nobody will ever ask them for anything."""
        for its in processes:
            try:
                await self.client.get_workflow_handle(its).terminate("恢复后无对应案件 no case after a restore")
            except RPCError as error:
                # It was over.
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise

    async def look(self) -> Later:
        """Look at everything, lay the treasury's statements beside the books, and have numbers go on past all that are known."""
        database = self.parts.database
        async with database.reading() as session:
            moment = await restore.last_moment(session)
            cases, files = await restore.processes(session), await restore.known_files(session)
        since = (moment or self.now) - SKEW
        found = [its async for its in self._processes()]
        acts = [act for its in found async for act in self._acts(its, since)]
        differences = await self._reconciled(since.astimezone(BEIJING).date())
        stored = await StoredEvidence(self.parts.settings.evidence_url).all()
        named = [*(number_in(its) for its, _ in found), *(row.reference for row in differences)]
        async with database.writing() as session:
            next_number = await restore.count_past(session, highest(named), GAP)
        return Later(
            moment=moment,
            processes=sorted({its for its, _ in found} - cases),
            acts=sorted(acts, key=lambda act: act.at),
            differences=differences,
            files=sorted(stored - files),
            next_number=next_number,
        )

    async def _processes(self) -> AsyncIterator[tuple[str, str]]:
        """Give the id and run of each process of a case that Temporal knows, whether or not it runs."""
        async for found in self.client.list_workflows(f"TaskQueue = '{self.parts.settings.task_queue}'"):
            if found.id.startswith(_PROCESSES):
                yield found.id, found.run_id

    async def _acts(self, its: tuple[str, str], since: datetime) -> AsyncIterator[Act]:
        """Give what a process had recorded since a moment, and the database has no record of."""
        recorded: dict[str, Act] = {}
        async for order, state in self._transitions(its, since):
            if state.refused:
                continue
            recorded[order.key] = Act(its[0], order.event, state.actor, order.occurred_at)
        async with self.parts.database.reading() as session:
            known = await restore.recorded(session, recorded)
        for key, act in recorded.items():
            if key not in known:
                yield act

    async def _transitions(self, its: tuple[str, str], since: datetime) -> AsyncIterator[tuple[TransitionOrder, CaseState]]:
        """Give what a process ordered since a moment and had recorded, with the state that it was answered with: that says who did it."""
        completed: dict[int, Sequence[Payload]] = {}
        converter = self.client.data_converter.with_context(WorkflowSerializationContext(self.client.namespace, its[0]))
        async for event in self._history_from_the_end(its):
            if event.event_time.ToDatetime(UTC) < since:
                return
            done = event.activity_task_completed_event_attributes
            completed[done.scheduled_event_id] = done.result.payloads
            scheduled = event.activity_task_scheduled_event_attributes
            if scheduled.activity_type.name == RECORD_TRANSITION and event.event_id in completed:
                [order] = await converter.decode(scheduled.input.payloads, [TransitionOrder])
                [state] = await converter.decode(completed[event.event_id], [CaseState])
                yield order, state

    async def _history_from_the_end(self, its: tuple[str, str]) -> AsyncIterator[HistoryEvent]:
        execution = WorkflowExecution(workflow_id=its[0], run_id=its[1])
        token = b""
        while True:
            page = await self.client.workflow_service.get_workflow_execution_history_reverse(
                GetWorkflowExecutionHistoryReverseRequest(namespace=self.client.namespace, execution=execution, next_page_token=token)
            )
            for event in page.history.events:
                yield event
            token = page.next_page_token
            if not token:
                return

    async def _reconciled(self, first: date) -> list[ReconciliationDifference]:
        """Lay the statement of each day since the moment beside the books, and return what does not agree."""
        its = ReconciliationActivities(self.parts.deployment(), self.parts.gateway(Treasury, "treasury"))
        day, today = first, self.now.astimezone(BEIJING).date()
        while day <= today:
            await its.reconcile_day(DayToReconcile(day, self.now, again=True))
            day += timedelta(days=1)
        async with self.parts.database.reading() as session:
            return list(await reconciliation.open_differences(session))


def highest(named: Iterable[str]) -> int:
    """Return the highest number that is part of a name: of a case, a payment or a receipt."""
    return max((int(found[1]) for name in named if (found := _NUMBER.search(name))), default=0)


def as_dict(later: Later) -> Mapping[str, Any]:
    """Return what was found as JSON."""
    return {
        "moment": later.moment.isoformat() if later.moment else None,
        "processes": later.processes,
        "acts": [{"process": act.process, "event": act.event, "actor": act.actor, "at": act.at.isoformat()} for act in later.acts],
        "differences": [
            {"kind": row.kind, "reference": row.reference, "ours_fen": row.ours_fen, "theirs_fen": row.theirs_fen}
            for row in later.differences
        ],
        "files": later.files,
        "next_number": later.next_number,
    }
