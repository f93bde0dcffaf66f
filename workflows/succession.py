"""承继。The succession process: the register is asked, two people decide, and every case under way is told to look.

What follows for a case it reads from what is stored, so a nudge that is repeated, or that comes to a case which has ended, changes nothing.
"""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.succession import ASK_REGISTER, SuccessionParticulars
    from policy.processes.succession.lifecycle import Event, Stage

from workflows.case.case import Case


@workflow.defn(name="Succession")
class SuccessionWorkflow(Case[SuccessionParticulars, Stage]):
    """One filing."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the filing from its receipt to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    async def _act(self) -> None:
        match self._stage:
            case Stage.REGISTER_LOOK | Stage.SECOND_LOOK:
                await self._automatic(ASK_REGISTER, "核对登记 ask the register")
            case Stage.HANDING_OVER:
                await self._tell()
                await self._move(Event.CASES_HANDED_OVER)
            case _:
                await self._attend()

    async def _tell(self) -> None:
        """Have every case under way look at what is stored."""
        for case in self._own.taken_over:
            # One that has ended meanwhile needs no telling.
            with contextlib.suppress(ApplicationError):
                await workflow.get_external_workflow_handle(case).signal("nudge", self._start.number)

    def _particular_lines(self) -> list[str]:
        own = self._own
        return [f"- 承继 succession: {own.predecessor} → {own.successor} · 在办 under way: {len(own.taken_over)}"]
