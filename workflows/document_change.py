"""证件变更。The process of a change of a document: an officer compares it; nothing happens by itself but deadlines."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from policy.processes.document_change.lifecycle import Stage

from workflows.case.case import Case


@workflow.defn(name="DocumentChange")
class DocumentChangeWorkflow(Case[None, Stage]):
    """One change of a document."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the change from its submission to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()
