"""发起申请。Starting the workflow of an application that nobody filed: found by a run, or earned by a project."""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.origination import Originated
    from policy.lifecycles.application import APPLICATION
    from workflows import search_attributes


async def start_application(award: Originated) -> None:
    """Start the application's workflow as a child that outlives its parent; one that runs already is left alone."""
    with contextlib.suppress(WorkflowAlreadyStartedError):
        await workflow.start_child_workflow(
            APPLICATION.workflow,
            award.start,
            id=f"{award.start.process}/{award.start.number}",
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(search_attributes.ITEM, award.item_code),
                    SearchAttributePair(search_attributes.CLAUSE, award.clause),
                    SearchAttributePair(search_attributes.ENTERPRISE, award.enterprise_uscc),
                    SearchAttributePair(search_attributes.DEPARTMENT, award.department),
                    SearchAttributePair(search_attributes.YEAR, award.year),
                    SearchAttributePair(search_attributes.STAGE, award.stage),
                ]
            ),
            static_summary=f"{award.start.title} · {award.start.enterprise} · {award.start.number}",
        )
