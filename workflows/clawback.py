"""追回。The clawback process: from the proposal to the last fen paid back, waived, or given up by a court.

People decide at every turn; by itself it asks the treasury whether money came in, notices what was missed, and ends when nothing is owed.
"""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import AutomaticStep, CaseInput
    from activities.signatures.clawback import CHECK_RECEIPT, ClawbackParticulars
    from activities.signatures.commitment import BIND_ENTERPRISE
    from policy.processes.clawback.grounds import GroundEvent
    from policy.processes.clawback.lifecycle import PAYING, Event, Stage
    from policy.processes.clawback.states import RepaymentState

from workflows.case.case import PATIENT, WRITE_TIMEOUT, Case
from workflows.case.children import Children
from workflows.case.details import yuan

_PAYING = frozenset(PAYING)
_CHECK = "查询国库收款 ask the treasury for the receipt"


@workflow.defn(name="Clawback")
class ClawbackWorkflow(Case[ClawbackParticulars, Stage]):
    """One clawback."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._children = Children()
        # Which payments that a bank has returned were told what became of the demand.
        self._told: set[str] = set()

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the clawback from its proposal to its end, and tell the payments and the commitment that wait for it.

        Returns:
            The stage it ended in.
        """
        ended = await self._live()
        if not self._is_taken:
            return ended
        await self._children.start(self._own.freed)
        await self._tell_returned()
        if self._own.awaited_for is not None:
            step = AutomaticStep("application", self._own.awaited_for, self._next_key(), workflow.now())
            await workflow.execute_activity(
                BIND_ENTERPRISE, step, start_to_close_timeout=WRITE_TIMEOUT, retry_policy=PATIENT, summary="告知承诺 tell the commitment"
            )
        return ended

    def _particular_lines(self) -> list[str]:
        own = self._own
        return [
            f"- 追回金额 demanded: {yuan(own.amount_fen)}",
            f"- 已退缴 repaid: {yuan(own.repaid_fen)}",
            f"- 尚欠本金 principal left: {yuan(own.principal_left_fen)}",
            f"- 利息 interest: {yuan(own.interest_left_fen)}",
            f"- 尚欠合计（截至{own.owed_on}）owed by then: {yuan(own.principal_left_fen + own.interest_left_fen)}",
            *([f"- 银行退回、待入账 returned by a bank, not booked yet: {yuan(own.returned_fen)}"] if own.returned_fen else []),
        ] + ([f"- 收款 repayment: {own.repayment}"] if own.repayment else [])

    async def _act(self) -> None:
        """Do what the stage calls for: start what follows, ask the treasury, have less demanded or nothing, end, or wait for people."""
        own = self._own
        await self._children.start([*own.debarments, *own.freed])
        await self._tell_returned()
        if own.repayment == RepaymentState.CONFIRMED or (own.allotted and self._stage in _PAYING):
            await self._automatic(CHECK_RECEIPT, _CHECK)
        elif self._stage in _PAYING and not own.left_fen and own.repayment is None:
            await self._move(Event.SETTLED)
        elif own.ground_shrank:
            await self._move(GroundEvent.DEMAND_SHRANK)
        elif self._stage is Stage.ARREARS and not own.overdue and own.repayment is None:
            await self._move(Event.ARREARS_CLEARED)
        else:
            await self._attend()

    async def _tell_returned(self) -> None:
        """Have what a bank has returned looked at, now that it is decided whether the demand stands."""
        for paid in self._own.returned:
            if paid not in self._told:
                self._told.add(paid)
                # One that has ended meanwhile needs no telling.
                with contextlib.suppress(ApplicationError):
                    await workflow.get_external_workflow_handle(paid).signal("nudge", self._start.number)

    async def _wake(self) -> None:
        over = self._state.wakes_at is not None and self._state.wakes_at <= workflow.now()
        if over and self._stage is Stage.REPAYMENT:
            await self._move(Event.INSTALMENT_MISSED)
        elif not over and self._stage in _PAYING:
            # Nudged: something of a receipt that was recorded for another debt was set aside for this one.
            await self._automatic(CHECK_RECEIPT, _CHECK)
