"""子流程。Starting a case as a workflow of its own that outlives whoever starts it."""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.child import ChildStart
    from policy.lifecycles.registry import LIFECYCLES


async def start_child(child: ChildStart, *, again: bool = False) -> None:
    """Start a case's workflow; one that runs is left alone.

    Args:
        child: The case.
        again: Whether one that has ended is started again: where the database says that the case has not, an operator ended it.
    """
    given = child.start
    name: str = LIFECYCLES[given.process].workflow
    with contextlib.suppress(WorkflowAlreadyStartedError):
        await workflow.start_child_workflow(
            name,
            given,
            id=f"{given.process}/{given.number}",
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE if again else WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=child.attributes(),
            static_summary=" · ".join(part for part in (given.title, given.enterprise, given.number) if part),
        )
