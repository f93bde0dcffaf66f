"""案件。How the API asks running processes to submit, complete or hold; each answer returns when the transition is stored."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.converter import DataConverter, WorkflowSerializationContext
from temporalio.service import RPCError, RPCStatusCode

from activities.signatures import search_attributes
from activities.signatures.annual_run import AnnualRunOrder, AnnualRunStarted
from activities.signatures.calendar import CalendarImported, CalendarNotice
from activities.signatures.case import Asked, CaseInput, Message, Receipt
from activities.signatures.case_check import CasesChecked
from activities.signatures.case_start import CaseStart, StoredCase
from activities.signatures.commitment import CheckInput, CheckResult
from activities.signatures.open_data import OpenDataPublished
from activities.signatures.reconciliation import DayReconciled
from activities.signatures.request import Words
from api.answers import Answer, StillRunning, answer_of, busy
from api.attestor import Attestor
from api.pollers import is_polling, take_back
from models.commands import request as requests
from models.queries import case_check as checks
from models.queries import request as kept
from models.session import Database
from models.tables import CaseRequest
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import workflow_id
from policy.processes.registry import LIFECYCLES
from workflows.annual_run import AnnualRunStartWorkflow
from workflows.calendar_import import CalendarImportWorkflow
from workflows.case.case import Case
from workflows.cases_check import CasesCheckWorkflow
from workflows.commitment_check import CommitmentCheckWorkflow, check_id
from workflows.open_data import OpenDataWorkflow

RPC_TIMEOUT = timedelta(seconds=10)
# How long a case that is about to be started is waited for, and how often it is looked for.
START_PATIENCE = timedelta(seconds=5)
START_PAUSE_SECONDS = 0.2
_CHECK = "案件核对 check of cases"


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """The progress of a year's check of commitments.

    Attributes:
        run: What its findings are kept under.
        result: What came of it, once it is over.
    """

    run: str
    result: CheckResult | None


@dataclass(slots=True)
class Cases:
    """Access to the processes.

    Attributes:
        client: Temporal.
        task_queue: Where our workers listen.
        database: Where requests are kept until their outcome is known.
        attestor: Vouches for new requests; whoever only brings those that are kept has none.
    """

    client: Client
    task_queue: str
    database: Database
    attestor: Attestor | None = None

    async def submit(self, draft: CaseStart, message: Message) -> Receipt:
        """Submit a draft: its process starts and takes it in, or neither happens; of what has ended it starts again with what is asked.

        Raises:
            Refusal: What its case answers.
            StillRunning: It is kept, and is done once there is somebody to do it.
        """
        start, update = draft.start, "request" if draft.start.resumed else "submit"
        return await self._bring((start.process, start.number, uuid.UUID(start.case_id)), update, message, draft)

    async def ask(self, its_case: StoredCase, update: str, message: Message) -> Receipt:
        """Bring a person's request to the case; the same key asks for the same thing again and gets the same answer.

        Raises:
            Refusal: What its case answers.
            StillRunning: It is kept, and is done once there is somebody to do it.
        """
        return await self._bring((its_case.process, its_case.number, its_case.id), update, message)

    async def bring_again(self, row: CaseRequest) -> bool:
        """Bring a request to its case that had no outcome yet, and keep the outcome.

        Returns:
            Whether there is an outcome now.
        """
        draft = Words.of(self.database.seal.open(row.sealed or b"", row.key)).start
        try:
            if draft:
                await self._end_what_is_not_ours(draft)
            await self._send(row, draft)
        except StillRunning:
            return False
        except Refusal as refusal:
            return refusal.code is not Code.BUSY
        return True

    async def _bring(self, to: tuple[str, str, uuid.UUID], update: str, message: Message, draft: CaseStart | None = None) -> Receipt:
        """Keep a request, then bring it to its case, which its process, its number and its id name."""
        process, number, case_id = to
        asked = CaseRequest(
            key=message.key,
            asked_by=message.actor.subject,
            case_id=case_id,
            process=process,
            number=number,
            update=update,
            event=message.event,
            task_id=message.task_id,
            sealed=self.database.seal.seal(Words(message, draft).as_bytes(), message.key),
            attestation=self._vouching().attest(workflow_id(*to), update, message),
        )
        async with self.database.writing() as session:
            before = await requests.keep(session, asked)
        if before is not None:
            return Receipt(**before["receipt"])
        try:
            return await self._send(asked, draft)
        except StillRunning:
            raise StillRunning(message.key) from None
        except Refusal as refusal:
            if refusal.code is Code.BUSY:
                raise StillRunning(message.key) from refusal
            raise

    async def _send(self, request: CaseRequest, draft: CaseStart | None) -> Receipt:
        """Send a request to its case, and keep what came of it; a transition that it leads to has kept it already."""
        asked = Asked(request.event, request.key, request.task_id)
        try:
            receipt = await (self._start_with(request.update, draft, asked) if draft else self._ask(request, asked))
        except Refusal as refusal:
            if refusal.code is not Code.BUSY:
                await self._keep(asked.key, {"refusal": refusal.as_dict()})
            raise
        await self._keep(asked.key, receipt.as_outcome())
        return receipt

    def _vouching(self) -> Attestor:
        assert self.attestor is not None  # noqa: S101 - only who takes requests brings new ones
        return self.attestor

    def _attested(self, order: CalendarNotice | AnnualRunOrder) -> str:
        return self._vouching().attest(order.workflow_id, "start", order.as_message())

    def _converter(self, workflow: str) -> DataConverter:
        """Return what seals and opens the requests to one case."""
        return self.client.data_converter.with_context(WorkflowSerializationContext(self.client.namespace, workflow))

    async def _keep(self, key: str, outcome: dict[str, Any]) -> None:
        async with self.database.writing() as session:
            await requests.answer(session, key, outcome)

    async def _end_what_is_not_ours(self, draft: CaseStart) -> None:
        """End a process that somebody without our keys started under the id of a draft: it never takes the submission in."""
        handle = self.client.get_workflow_handle(draft.workflow_id)
        try:
            begun = await anext(handle.fetch_history_events(page_size=1, rpc_timeout=RPC_TIMEOUT))
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return
            raise busy() from error
        given = begun.workflow_execution_started_event_attributes.input.payloads
        try:
            is_ours = bool(given and await self._converter(draft.workflow_id).decode(given, [CaseInput]))
        except (KeyError, ValueError, RuntimeError):
            is_ours = False
        if not is_ours:
            with contextlib.suppress(RPCError):
                await handle.terminate(reason="not started by us", rpc_timeout=RPC_TIMEOUT)

    async def _start_with(self, update: str, draft: CaseStart, asked: Asked) -> Receipt:
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            LIFECYCLES[draft.start.process].workflow,
            draft.start,
            id=draft.workflow_id,
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            # After a refused submission the same number may be submitted again. What is stored refuses that of a case that has ended.
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=draft.attributes(),
            static_summary=draft.summary,
            static_details=_details(draft),
        )
        # Why a workflow was not started is said by the answer; the SDK says it once more, and would log it as an error nobody heard.
        heard = asyncio.create_task(start.workflow_handle())
        heard.add_done_callback(lambda started: started.cancelled() or started.exception())
        try:
            return await self._asked(
                self.client.execute_update_with_start_workflow(
                    update,
                    asked,
                    start_workflow_operation=start,
                    # Not one id for every submission of a number: a mended one would be answered with the refusal of the one before.
                    id=f"{update}/{asked.key}",
                    result_type=Receipt,
                    rpc_timeout=RPC_TIMEOUT,
                )
            )
        finally:
            heard.cancel()

    async def _ask(self, request: CaseRequest, asked: Asked) -> Receipt:
        handle, update = self.client.get_workflow_handle(request.workflow_id), request.update
        until = time.monotonic() + START_PATIENCE.total_seconds()
        while True:
            asking = handle.execute_update(update, asked, id=f"{update}/{asked.key}", result_type=Receipt, rpc_timeout=RPC_TIMEOUT)
            try:
                return await self._asked(asking)
            except Refusal as refusal:
                if refusal.code is not Code.PROCESS_ENDED or await self._is_over(request.case_id):
                    raise
            # Its row and its task are there before whoever opened it has started it.
            if time.monotonic() > until:
                raise StillRunning
            await asyncio.sleep(START_PAUSE_SECONDS)

    async def _is_over(self, case_id: uuid.UUID) -> bool:
        """Tell whether a case has no process, and will have none."""
        async with self.database.reading() as session:
            return await checks.is_without_process(session, case_id)

    async def outcome(self, key: str) -> Receipt | None:
        """Return the receipt of an earlier request under the same key, or None if nothing came of one yet."""
        async with self.database.reading() as session:
            outcome = await kept.outcome(session, key)
        return Receipt(**outcome["receipt"]) if outcome and "receipt" in outcome else None

    async def nudge(self, its_workflow: str, about: str) -> bool:
        """Tell a case that there is something new to look at, such as what the treasury says of it.

        Returns:
            Whether there is such a case.
        """
        try:
            await self.client.get_workflow_handle(its_workflow).signal(Case.nudge, about, rpc_timeout=RPC_TIMEOUT)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise busy() from error
        return True

    async def look(self, workflows: Iterable[str]) -> None:
        """Have cases look at what is stored of them. One that cannot be told is told by the check of the night."""
        for one in workflows:
            with contextlib.suppress(RPCError):
                await self.client.get_workflow_handle(one).signal(Case.look, rpc_timeout=RPC_TIMEOUT)

    async def import_calendar(self, notice: CalendarNotice) -> CalendarImported:
        """Import a year's notice, and wait until the cases it concerns have been told.

        Imports take turns in the database: another notice waits there for this one, and the same one is one import.
        """
        return await self._asked(
            self.client.execute_workflow(
                CalendarImportWorkflow.run,
                replace(notice, attestation=self._attested(notice)),
                static_summary=f"{notice.year} {notice.document_no}",
                **self._joining(notice.workflow_id),
            )
        )

    async def start_annual_run(self, order: AnnualRunOrder) -> AnnualRunStarted:
        """Start the run of an item for a year, or join it; orders of the same run that come together are one."""
        return await self._asked(
            self.client.execute_workflow(
                AnnualRunStartWorkflow.run,
                replace(order, attestation=self._attested(order)),
                static_summary=f"{order.item_code} {order.year}" + (" · 试算 preview" if order.dry_run else ""),
                **self._joining(order.workflow_id),
            )
        )

    async def start_commitment_check(self, year: int) -> None:
        """Start a year's check of commitments, or join the one that runs."""
        await self._asked(
            self.client.start_workflow(
                CommitmentCheckWorkflow.run,
                CheckInput(year),
                search_attributes=TypedSearchAttributes([SearchAttributePair(search_attributes.YEAR, year)]),
                static_summary=f"{year}年承诺核查 · check of commitments",
                **self._joining(check_id(year)),
            )
        )

    async def commitment_check(self, year: int) -> CheckProgress | None:
        """Return how the last check of a year stands, or None if there was none."""
        handle = self.client.get_workflow_handle(check_id(year), result_type=CheckResult)
        try:
            described = await handle.describe(rpc_timeout=RPC_TIMEOUT)
            over = described.status is WorkflowExecutionStatus.COMPLETED
            result = await handle.result(rpc_timeout=RPC_TIMEOUT) if over else None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise busy() from error
        return CheckProgress(described.raw_description.workflow_execution_info.first_run_id, result)

    async def reconcile(self, day: date, *, again: bool) -> DayReconciled:
        """Reconcile a day with the treasury, or wait for a reconciliation that runs; once more, where it was done, only `again`."""
        done: DayReconciled = await self._asked(
            self.client.execute_workflow(
                "Reconciliation",
                args=[day, again],
                result_type=DayReconciled,
                static_summary=f"{day}",
                **self._joining(f"reconciliation/{day}"),
            )
        )
        return done

    async def last_checked(self) -> datetime | None:
        """Return when the last check of the processes that came to its end began."""
        async with self.database.reading() as session:
            found = await checks.last(session)
        return found.check.began_at if found else None

    async def start_check(self) -> None:
        """Start a check of the processes against what is stored of their cases, or join the one that runs."""
        await take_back(self.client, self.task_queue)
        await self._asked(
            self.client.start_workflow(CasesCheckWorkflow.run, static_summary=_CHECK, **self._joining(f"cases-check/{self.task_queue}"))
        )

    async def check(self) -> CasesChecked:
        """Check the processes against what is stored of their cases, and wait for what was found."""
        await take_back(self.client, self.task_queue)
        return await self.client.execute_workflow(
            CasesCheckWorkflow.run, static_summary=_CHECK, **self._joining(f"cases-check/{self.task_queue}")
        )

    async def publish_open_data(self) -> OpenDataPublished:
        """Publish what there is of awards now, or join whoever does, and wait for it."""
        return await self._asked(self.client.execute_workflow(OpenDataWorkflow.run, **self._joining(f"open-data/{self.task_queue}")))

    def _joining(self, its_id: str) -> dict[str, Any]:
        """Return how a workflow is started, or joined if it runs."""
        return {
            "id": its_id,
            "task_queue": self.task_queue,
            "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
            "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            "rpc_timeout": RPC_TIMEOUT,
        }

    async def is_ready(self) -> bool:
        """Tell whether Temporal answers, and knows our namespace."""
        request = DescribeNamespaceRequest(namespace=self.client.namespace)
        try:
            await self.client.workflow_service.describe_namespace(request, timeout=timedelta(seconds=2))
        except (RPCError, RuntimeError):
            return False
        return True

    async def has_worker(self) -> bool:
        """Tell whether a worker of ours asks Temporal for work."""
        try:
            return await is_polling(self.client, self.task_queue)
        except (RPCError, RuntimeError):
            return False

    async def _asked(self, asking: Awaitable[Answer]) -> Answer:
        return await answer_of(asking, RPC_TIMEOUT, self.is_ready)


def _details(draft: CaseStart) -> str:
    """Return what the Web UI shows of a case for good, in Markdown."""
    lines = [f"**{draft.start.title}** `{draft.item_code}`" + (f" 第{draft.clause}条" if draft.clause else ""), ""]
    lines += [f"- 单位 enterprise: {draft.start.enterprise} `{draft.enterprise_uscc}`"] if draft.enterprise_uscc else []
    lines += [f"- 责任单位 department: {draft.department}", f"- 年度 year: {draft.year}"]
    return "\n".join(lines)
