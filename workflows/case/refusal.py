"""拒绝。Refusals in the form that fails an update and keeps their code and both languages."""

from __future__ import annotations

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from policy.errors import Code, Refusal
    from policy.text import Text


def refused(refusal: Refusal) -> ApplicationError:
    """Return a refusal as the error an update fails with."""
    return ApplicationError(str(refusal), refusal.detail.zh, refusal.detail.en, type=refusal.code, non_retryable=True)


def ended() -> ApplicationError:
    """Return the error for a request to a case that has ended."""
    return refused(Refusal(Code.PROCESS_ENDED, Text("流程已结束。", "The process has ended.")))
