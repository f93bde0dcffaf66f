"""子流程。How a workflow starts the workflow of another case, which outlives it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.case_start import CaseStart
    from policy.processes.registry import LIFECYCLES


async def start_child(child: CaseStart, *, again: bool = False) -> None:
    """Start a case's workflow; one that runs is left alone.

    Args:
        child: The case.
        again: Whether one that has ended is started again: where the database says that the case has not, an operator ended it.
    """
    name: str = LIFECYCLES[child.start.process].workflow
    with contextlib.suppress(WorkflowAlreadyStartedError):
        await workflow.start_child_workflow(
            name,
            child.start,
            id=child.workflow_id,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE if again else WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=child.attributes(),
            static_summary=child.summary,
        )


class Children:
    """The cases a workflow is told of as stored, to be started: each is started once in its run."""

    def __init__(self) -> None:
        self._started = set[str]()

    def are_started(self, stored: Iterable[Mapping[str, Any]]) -> bool:
        """Tell whether all of the stored cases were started."""
        return all(child["start"]["number"] in self._started for child in stored)

    async def start(self, stored: Iterable[Mapping[str, Any]]) -> None:
        """Start the stored cases that were not started yet; each is a `CaseStart` as JSON."""
        for child in stored:
            start = CaseInput(**child["start"])
            if start.number not in self._started:
                self._started.add(start.number)
                await start_child(CaseStart(**{**child, "start": start}))
