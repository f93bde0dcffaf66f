"""案件。The running processes as the API asks them: submitting, completing, holding; every answer returns when the transition is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.signatures.application import CaseInput, Message, Receipt
from activities.signatures.calendar import CalendarImported, CalendarNotice
from policy.errors import PROBLEMS, Refusal
from policy.lifecycles.application import Stage
from policy.text import Text
from workflows import search_attributes
from workflows.application import ApplicationWorkflow
from workflows.calendar_import import CalendarImportWorkflow

RPC_TIMEOUT = timedelta(seconds=10)
RETRY_AFTER_SECONDS = 5
Answer = TypeVar("Answer")


class StillRunning(Exception):  # noqa: N818 - not an error: it was taken, and will be done
    """The request was taken and its outcome is not known yet: no worker answers at the moment."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A draft to submit, and what operators find its process by."""

    application_id: str
    number: str
    title: str
    enterprise: str
    item_code: str
    clause: int
    department: str
    enterprise_uscc: str
    year: int

    def attributes(self) -> TypedSearchAttributes:
        """Return the search attributes the process starts with."""
        return TypedSearchAttributes(
            [
                SearchAttributePair(search_attributes.ITEM, self.item_code),
                SearchAttributePair(search_attributes.CLAUSE, self.clause),
                SearchAttributePair(search_attributes.ENTERPRISE, self.enterprise_uscc),
                SearchAttributePair(search_attributes.DEPARTMENT, self.department),
                SearchAttributePair(search_attributes.YEAR, self.year),
                # Where it will be once it runs; setting it now costs nothing, changing it would.
                SearchAttributePair(search_attributes.STAGE, Stage.ACCEPTANCE.value),
            ]
        )


@dataclass(slots=True)
class Cases:
    """Access to the processes.

    Attributes:
        client: Temporal.
        task_queue: Where our workers listen.
    """

    client: Client
    task_queue: str

    async def submit(self, filing: Filing, message: Message) -> Receipt:
        """Submit a draft: its process starts and takes it in, or neither happens."""
        start = WithStartWorkflowOperation(
            ApplicationWorkflow.run,
            CaseInput(filing.application_id, filing.number, filing.title, filing.enterprise),
            id=f"application/{filing.number}",
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            # After a refused submission the same number may be submitted again; after a case that ended otherwise it may not.
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            search_attributes=filing.attributes(),
            static_summary=f"{filing.title} · {filing.enterprise} · {filing.number}",
            static_details=(
                f"**{filing.title}** `{filing.item_code}` 第 {filing.clause} 条\n\n"
                f"- 申请单位 enterprise: {filing.enterprise} `{filing.enterprise_uscc}`\n"
                f"- 责任单位 department: {filing.department}\n- 年度 year: {filing.year}"
            ),
        )
        return await self._asked(
            self.client.execute_update_with_start_workflow(
                "submit",
                message,
                start_workflow_operation=start,
                # Not one id for every submission of a number: a mended one would be answered with the refusal of the one before.
                id=f"submit/{message.key}",
                result_type=Receipt,
                rpc_timeout=RPC_TIMEOUT,
            )
        )

    async def ask(self, number: str, update: str, message: Message) -> Receipt:
        """Send a person's request to the case; the same key asks for the same thing again and gets the same answer."""
        handle = self.client.get_workflow_handle(f"application/{number}")
        return await self._asked(
            handle.execute_update(update, message, id=f"{update}/{message.key}", result_type=Receipt, rpc_timeout=RPC_TIMEOUT)
        )

    async def outcome(self, number: str, update: str, key: str) -> Receipt | None:
        """Return what came of an earlier request under the same key, or None if there was none.

        Whoever was told only that their request was taken (no worker answered in time) learns the rest by asking again.
        """
        handle = self.client.get_workflow_handle(f"application/{number}").get_update_handle(f"{update}/{key}", result_type=Receipt)
        try:
            receipt: Receipt = await handle.result(rpc_timeout=RPC_TIMEOUT)
        except WorkflowUpdateFailedError as error:
            raise _refusal(error.cause) from error
        except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as error:
            raise StillRunning from error
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise _busy() from error
        return receipt

    async def tell_treasury_reported(self, number: str, instruction_no: str) -> bool:
        """Tell a case that the treasury has news of it.

        Returns:
            Whether there is such a case.
        """
        try:
            await self.client.get_workflow_handle(f"application/{number}").signal(
                ApplicationWorkflow.treasury_reported, instruction_no, rpc_timeout=RPC_TIMEOUT
            )
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise _busy() from error
        return True

    async def import_calendar(self, notice: CalendarNotice) -> CalendarImported:
        """Import a year's notice, and wait until the cases it concerns have been told."""
        return await self._asked(
            self.client.execute_workflow(
                CalendarImportWorkflow.run,
                notice,
                id=f"calendar-import/{notice.year}",
                task_queue=self.task_queue,
                # Another import of that year under way may be of another notice: this one has to wait for it.
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                static_summary=f"{notice.year} {notice.document_no}",
                rpc_timeout=RPC_TIMEOUT,
            )
        )

    async def is_ready(self) -> bool:
        """Tell whether Temporal answers."""
        try:
            return await self.client.service_client.check_health(timeout=timedelta(seconds=2))
        except (RPCError, RuntimeError):
            return False

    async def _asked(self, asking: Awaitable[Answer]) -> Answer:
        try:
            async with asyncio.timeout(RPC_TIMEOUT.total_seconds() + 1):
                return await asking
        except (WorkflowUpdateFailedError, WorkflowFailureError) as error:
            raise _refusal(error.cause) from error
        except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as error:
            # Taken if Temporal is there and only our workers are away; if it is not, nothing was.
            raise StillRunning if await self.is_ready() else _busy() from error
        except WorkflowAlreadyStartedError as error:
            raise _busy() from error
        except RPCError as error:
            if error.status in {RPCStatusCode.NOT_FOUND, RPCStatusCode.ALREADY_EXISTS}:
                raise Refusal("process_ended", Text("流程已结束。", "The process has ended.")) from error
            raise _busy() from error
        except RuntimeError as error:
            # What the SDK raises while it cannot connect at all.
            raise _busy() from error


def _busy() -> Refusal:
    return Refusal(
        "busy", Text("流程服务暂不可用,请稍后重试,内容未改动。", "Try again shortly; nothing was changed."), retry_after=RETRY_AFTER_SECONDS
    )


def _refusal(cause: BaseException | None) -> Refusal:
    """Return the refusal a case answered with, by its code and both languages."""
    if isinstance(cause, ApplicationError) and cause.type in PROBLEMS:
        zh, en = [*cause.details, "", ""][:2]
        return Refusal(str(cause.type), Text(str(zh), str(en)))
    return Refusal("process_ended", Text("流程已结束。", "The process has ended."))
