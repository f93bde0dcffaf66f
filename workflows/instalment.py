"""分期拨付。The process of a later part of an award: it waits for its day or its condition, and for the people who pay it.

By itself it takes up what is due on a day, instructs the treasury once, and asks what became of that.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.disbursement import INSTRUCT_TREASURY
    from activities.signatures.instalment import PAY_PART, InstalmentParticulars
    from policy.processes.disbursement.states import DisbursementState
    from policy.processes.instalment.lifecycle import Stage

from workflows.case.case import Case
from workflows.case.details import yuan


@workflow.defn(name="Instalment")
class InstalmentWorkflow(Case[InstalmentParticulars, Stage]):
    """One later part of an award."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the part from its award's first payment to its own, or to its end without one.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 本期金额 amount: {yuan(own.amount_fen)}"]
        return lines + ([f"- 拨付 disbursement: {own.disbursement}"] if own.disbursement else [])

    async def _act(self) -> None:
        """Instruct the treasury once the payment is confirmed, or wait for the day, people and the treasury."""
        if self._stage is Stage.PAYMENT and self._own.disbursement == DisbursementState.RESERVED:
            await self._automatic(INSTRUCT_TREASURY, "向国库发出指令 instruct the treasury")
        else:
            await self._attend()

    async def _wake(self) -> None:
        if self._stage is Stage.WAITING:
            if self._is_time():
                await self._automatic(PAY_PART, "到期拨付 pay what is due")
            return
        await self._ask_treasury()
