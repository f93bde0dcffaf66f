"""子流程。Starting a case as a workflow of its own that outlives whoever starts it."""

from __future__ import annotations

import contextlib
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.child import ChildStart
    from policy.lifecycles.registry import LIFECYCLES
    from workflows import search_attributes


async def start_child(child: ChildStart, *, again: bool = False) -> None:
    """Start a case's workflow; one that runs is left alone.

    Args:
        child: The case.
        again: Whether one that has ended is started again: where the database says that the case has not, an operator ended it.
    """
    given = child.start
    attributes: list[SearchAttributePair[Any]] = [
        SearchAttributePair(search_attributes.ITEM, child.item_code),
        SearchAttributePair(search_attributes.CLAUSE, child.clause),
        SearchAttributePair(search_attributes.ENTERPRISE, child.enterprise_uscc),
        SearchAttributePair(search_attributes.DEPARTMENT, child.department),
        SearchAttributePair(search_attributes.YEAR, child.year),
        SearchAttributePair(search_attributes.STAGE, child.stage),
    ]
    name: str = LIFECYCLES[given.process].workflow
    with contextlib.suppress(WorkflowAlreadyStartedError):
        await workflow.start_child_workflow(
            name,
            given,
            id=f"{given.process}/{given.number}",
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE if again else WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=TypedSearchAttributes(attributes),
            static_summary=" · ".join(part for part in (given.title, given.enterprise, given.number) if part),
        )
