"""贷款登记。The loan process: its bank confirms it; it is looked at each half-year, until it is repaid or cancelled, or its cap is used."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.loan import CONFIRM_LOAN, LOOK_AT_LOAN, LoanParticulars
    from policy.processes.loan.lifecycle import Stage

from workflows.case.case import Case
from workflows.case.details import yuan


@workflow.defn(name="Loan")
class LoanWorkflow(Case[LoanParticulars, Stage]):
    """One registered loan. Each look closes a half-year and a run, so that no history piles up over its years."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._looked = False

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the loan from its declaration to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    def _run_is_long_enough(self) -> bool:
        return self._looked or super()._run_is_long_enough()

    async def _act(self) -> None:
        """Ask the bank once, while nobody looks into its answer; later it is looked at when its time comes."""
        if self._stage is Stage.CONFIRMATION and not self._state.tasks:
            await self._automatic(CONFIRM_LOAN, "银行核实 ask the bank")
        else:
            await self._attend()

    async def _wake(self) -> None:
        if self._stage is not Stage.REGISTERED:
            # A report that came early or late, in a stage that has nothing to ask.
            return
        if await self._automatic(LOOK_AT_LOAN, "半年核对 look at the loan"):
            self._looked = True
        else:
            # Somebody's request overtook the look, which is still to be made.
            self._nudged = True

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 贷款额度 principal: {yuan(own.principal_fen)}", f"- 计息至 until: {own.until}"]
        lines += [f"- 登记依据 confirmed by: {own.confirmed_by}"] if own.confirmed_by else []
        return lines + ([f"- 银行所述 the bank says: {own.bank_says}"] if own.bank_says else [])
