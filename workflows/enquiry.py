"""诉求。The enquiry process: people answer and rate, and silence closes it; nothing happens by itself but deadlines."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from policy.processes.enquiry.lifecycle import Stage

from workflows.case.case import Case


@workflow.defn(name="Enquiry")
class EnquiryWorkflow(Case[None, Stage]):
    """One enquiry."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the enquiry from its receipt to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()
