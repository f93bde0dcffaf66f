"""待办事项。What waits outside every case: a look opens a case for each row that waits, and each lives until its row is ended."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError, ChildWorkflowError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.case_start import CaseStart
    from activities.signatures.pending import LOOK_AT_PENDING, SETTLE_PENDING, PendingFound, PendingLook, PendingParticulars
    from activities.signatures.recognition import ENTER_LISTED
    from policy.processes.pending.lifecycle import Stage

from workflows.case.case import PATIENT, Case
from workflows.case.children import start_child

LONGEST = timedelta(minutes=1)


@workflow.defn(name="PendingMatter")
class PendingMatterWorkflow(Case[PendingParticulars, Stage]):
    """One row that waits."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take it from its opening to its end, and tell whom it concerns.

        Returns:
            The stage it ended in.
        """
        stage = await self._live()
        if not self._is_taken:
            return stage
        if self._own.enters:
            await self._look()
        for its_case in self._own.concerned:
            # Told twice is no harm; one that is not told asks for itself before it goes on.
            with contextlib.suppress(ApplicationError):
                await workflow.get_external_workflow_handle(its_case).signal("nudge", self._start.number)
        return stage

    async def _look(self) -> None:
        """Have what a list names entered; where that cannot be begun the Schedule does as well."""
        with contextlib.suppress(ChildWorkflowError, WorkflowAlreadyStartedError):
            await workflow.start_child_workflow(
                "PendingLook", id=f"pending-look/{self._start.number}", parent_close_policy=workflow.ParentClosePolicy.ABANDON
            )

    async def _wake(self) -> None:
        await self._automatic(SETTLE_PENDING, "查看是否已有结果 look whether it was ended")


@workflow.defn(name="PendingLook")
class PendingLookWorkflow:
    """One look at everything that waits, started by whoever enters or ends something, and by a Schedule."""

    @workflow.run
    async def run(self) -> None:
        """Open what waits, tell what was ended, and go on while there is more."""
        found: PendingFound = await workflow.execute_activity(
            LOOK_AT_PENDING,
            PendingLook(workflow.now()),
            result_type=PendingFound,
            start_to_close_timeout=LONGEST,
            retry_policy=PATIENT,
            summary="待办事项 what waits",
        )
        for opened in found.opened:
            await start_child(opened)
        for ended in found.ended:
            await self._tell(ended)
        # What was confirmed as a list is entered row by row.
        left: bool = await workflow.execute_activity(
            ENTER_LISTED,
            workflow.now(),
            result_type=bool,
            start_to_close_timeout=LONGEST,
            retry_policy=PATIENT,
            summary="名单入册 enter what a list names",
        )
        if found.more or left:
            workflow.continue_as_new()

    async def _tell(self, ended: CaseStart) -> None:
        """Tell a case to look at its row. One whose process is gone is started again, and looks first of all."""
        try:
            await workflow.get_external_workflow_handle(ended.workflow_id).signal("nudge", ended.start.number)
        except ApplicationError:
            await start_child(ended, again=True)
