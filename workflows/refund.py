"""退付。The refund process: what came in and nobody owed goes back to its payer, released and confirmed by two people of finance.

By itself it instructs the treasury, once, and asks what became of it until the time in which a bank may return it is over.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.disbursement import INSTRUCT_TREASURY
    from activities.signatures.refund import RefundParticulars
    from policy.processes.disbursement.states import DisbursementState
    from policy.processes.refund.lifecycle import Stage

from workflows.case.case import Case
from workflows.case.details import yuan


@workflow.defn(name="Refund")
class RefundWorkflow(Case[RefundParticulars, Stage]):
    """One refund."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the refund from its opening to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 退付金额 refund: {yuan(own.amount_fen)}"]
        return lines + ([f"- 拨付 disbursement: {own.disbursement}"] if own.disbursement else [])

    async def _act(self) -> None:
        """Instruct the treasury once the refund is confirmed, or wait for people and the treasury."""
        if self._stage is Stage.PAYMENT and self._own.disbursement == DisbursementState.RESERVED:
            await self._automatic(INSTRUCT_TREASURY, "向国库发出指令 instruct the treasury")
        else:
            await self._attend()

    async def _wake(self) -> None:
        await self._ask_treasury()
