"""股权投资。The investment process: people value and decide; valuations come due by themselves for as long as it is held."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.investment import CHECK_PROCEEDS, LOOK_AT_PAYMENT, InvestmentParticulars
    from policy.processes.investment.lifecycle import Event, Stage

from workflows.case.case import Case
from workflows.case.details import yuan


@workflow.defn(name="Investment")
class InvestmentWorkflow(Case[InvestmentParticulars, Stage]):
    """One investment."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the investment from its payment to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    async def _act(self) -> None:
        """Ask the treasury about what was confirmed, or wait for people and days."""
        if self._own.is_checked:
            await self._automatic(CHECK_PROCEEDS, "向国库核对 ask the treasury")
        else:
            await self._attend()

    async def _wake(self) -> None:
        if self._own.due and self._is_time():
            await self._move(Event(self._own.due))
        else:
            # Nudged, since a bank returned what was paid, or it was paid again; or that is waited for.
            await self._automatic(LOOK_AT_PAYMENT, "查看投资款 look at the payment")

    def _particular_lines(self) -> list[str]:
        own = self._own
        return [f"- 投资 invested: {yuan(own.cost_fen)}"] + ([f"- 下一步 next: {own.due}"] if own.due else [])
