"""绩效自评。The process of an outcome report: its recipient gives it in time, or later, and the evaluation is told."""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.outcome_report import OutcomeReportParticulars
    from policy.processes.outcome_report.lifecycle import Stage

from workflows.case.case import Case


@workflow.defn(name="OutcomeReport")
class OutcomeReportWorkflow(Case[OutcomeReportParticulars, Stage]):
    """One outcome report."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the report from its request to its end.

        Returns:
            The stage it ended in.
        """
        stage = await self._live()
        if not self._is_taken:
            return stage
        # An evaluation that is not told goes on when its time has come.
        with contextlib.suppress(ApplicationError):
            await workflow.get_external_workflow_handle(self._own.evaluation).signal("nudge", self._own.evaluation_number)
        return stage
