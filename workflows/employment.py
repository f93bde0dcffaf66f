"""任职关系。The process of an employment: people answer; nothing happens by itself but deadlines."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from policy.processes.employment.lifecycle import Stage

from workflows.case.case import Case


@workflow.defn(name="Employment")
class EmploymentWorkflow(Case[None, Stage]):
    """One employment."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the employment from its being named to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()
