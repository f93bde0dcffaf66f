"""答复。How what Temporal answers is read: a result, the refusal of a case, that nobody was there, or that it is still to be done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from policy.errors import PROBLEMS, Code, Fault, Refusal
from policy.text import Text

RETRY_AFTER_SECONDS = 5
Answer = TypeVar("Answer")


class StillRunning(Exception):  # noqa: N818 - not an error: it was taken, and will be done
    """Raised when a request was taken and its outcome is not known yet: no worker answers at the moment.

    Attributes:
        key: The key of a request that is kept until it is done; None for what Temporal itself keeps.
    """

    def __init__(self, key: str | None = None) -> None:
        super().__init__(key)
        self.key = key


async def answer_of(asking: Awaitable[Answer], patience: timedelta, is_ready: Callable[[], Awaitable[bool]]) -> Answer:
    """Return what a process answers.

    Args:
        asking: The question.
        patience: How long Temporal itself waits.
        is_ready: Tells whether Temporal is there.

    Raises:
        Refusal: What the process answers, `process_ended`, or `busy` when nothing was asked.
        StillRunning: It was taken, and nobody has done it yet.
    """
    try:
        async with asyncio.timeout(patience.total_seconds() + 1):
            return await asking
    except (WorkflowUpdateFailedError, WorkflowFailureError) as error:
        raise _refusal(error.cause) from error
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as error:
        # Taken if Temporal is there and only our workers are away; if it is not, nothing was.
        raise StillRunning if await is_ready() else busy() from error
    except WorkflowAlreadyStartedError as error:
        # Whoever asks joins what runs, so this one is over and is not begun again: trying later is of no use.
        raise ended() from error
    except RPCError as error:
        if error.status in {RPCStatusCode.NOT_FOUND, RPCStatusCode.ALREADY_EXISTS}:
            raise ended() from error
        raise busy() from error
    except RuntimeError as error:
        # What the SDK raises while it cannot connect at all.
        raise busy() from error


def ended() -> Refusal:
    """Return the refusal of a process that has ended."""
    return Refusal(Code.PROCESS_ENDED, Text("流程已结束。", "The process has ended."))


def busy() -> Refusal:
    """Return the refusal while Temporal is not there."""
    return Refusal(
        Code.BUSY,
        Text("流程服务暂不可用，请稍后重试，内容未改动。", "Try again shortly; nothing was changed."),
        retry_after=RETRY_AFTER_SECONDS,
    )


def _refusal(cause: BaseException | None) -> Refusal:
    """Return the refusal a case answered with: its code, both languages, the fields that are wrong and the clause."""
    if isinstance(cause, ApplicationError) and cause.type in PROBLEMS:
        zh, en, *more = cause.details if len(cause.details) >= 2 else ("", "")  # noqa: PLR2004 - two languages
        particulars: dict[str, Any] = more[0] if more else {}
        faults = [Fault.of(one) for one in particulars.get("errors", ())]
        return Refusal(Code(str(cause.type)), Text(str(zh), str(en)), faults, clause=particulars.get("clause"))
    return ended()
