"""服务券结算。The settlement process: an officer checks what a platform asks for, and two people of finance have it paid.

By itself it instructs the treasury, once, and asks what became of it until the time in which a bank may return it is over. What two people
take back of it later it waits to have netted, and demands what is not.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.disbursement import INSTRUCT_TREASURY
    from activities.signatures.settlement import CHECK_REPAID, LOOK_AT_RECLAIM, SettlementParticulars
    from policy.processes.disbursement.states import DisbursementState
    from policy.processes.settlement.lifecycle import Stage

from workflows.case.case import Case
from workflows.case.details import yuan


@workflow.defn(name="Settlement")
class SettlementWorkflow(Case[SettlementParticulars, Stage]):
    """One settlement."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the settlement from its application to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    def _is_over(self) -> bool:
        """Tell whether it has ended; once it was paid it begins again with what somebody asks, and ends again where that is refused."""
        asked = not self._start.resumed or bool(self._inbox) or self._stage is not Stage.SETTLED
        return super()._is_over() or (not asked and self._state.wakes_at is None)

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 结算金额 amount: {yuan(own.amount_fen)}"]
        lines += [f"- 应退缴 owed: {yuan(own.owed_fen)}"] if own.owed_fen else []
        return lines + ([f"- 拨付 disbursement: {own.disbursement}"] if own.disbursement else [])

    async def _act(self) -> None:
        """Instruct the treasury once the payment is confirmed, ask it what was paid back, or wait for people and the treasury."""
        if self._stage is Stage.PAYMENT and self._own.disbursement == DisbursementState.RESERVED:
            await self._automatic(INSTRUCT_TREASURY, "向国库发出指令 instruct the treasury")
        elif self._own.is_checked:
            await self._automatic(CHECK_REPAID, "向国库核对退缴 ask the treasury what came in")
        else:
            await self._attend()

    async def _wake(self) -> None:
        match self._stage:
            case Stage.NETTING | Stage.DEMANDED:
                await self._automatic(LOOK_AT_RECLAIM, "查看抵扣 look what was netted")
            case Stage.RECLAIM:
                # No bank returns it any more.
                return
            case _:
                await self._ask_treasury()
