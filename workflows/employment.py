"""任职关系。The process of an employment: people answer; what is confirmed goes on until it is over, or another takes its place."""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.employment import LOOK_AT_EMPLOYER, EmploymentParticulars
    from policy.processes.employment.lifecycle import Stage

from workflows.case.case import Case


@workflow.defn(name="Employment")
class EmploymentWorkflow(Case[EmploymentParticulars, Stage]):
    """One employment."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._told = set[str]()

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the employment from its being named to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    async def _act(self) -> None:
        """Tell those that this one took the place of, then wait for people."""
        for replaced in self._own.replaces:
            if replaced not in self._told:
                self._told.add(replaced)
                # One that is not there has ended.
                with contextlib.suppress(ApplicationError):
                    await workflow.get_external_workflow_handle(replaced).signal("nudge", self._start.number)
        await self._attend()

    async def _wake(self) -> None:
        if self._stage == Stage.ATTACHED:
            await self._automatic(LOOK_AT_EMPLOYER, "查看任职单位 look who employs the person")
