"""统一分配。The allocation process: a list is approved, then every application on it takes its share, and the list ends when all have.

Each application is a case of its own (`workflows/application.py`) that learns of its share by looking. Being told twice, or of a list that
is settled, changes nothing.
"""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.allocation import SETTLE_SHARES, AllocationParticulars
    from activities.signatures.case import CaseInput
    from policy.processes.allocation.lifecycle import Stage

from workflows.case.case import Case


@workflow.defn(name="Allocation")
class AllocationWorkflow(Case[AllocationParticulars, Stage]):
    """One list."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the list from its drawing to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    async def _wake(self) -> None:
        over = self._state.wakes_at is not None and self._state.wakes_at <= workflow.now()
        if self._stage is not Stage.SETTLING or not over:
            return
        if await self._automatic(SETTLE_SHARES, "落实份额 settle the shares"):
            await self._tell()

    async def _tell(self) -> None:
        """Tell the applications that have not taken their share."""
        for application in self._own.untaken:
            # One that has ended meanwhile, by a withdrawal, needs no telling.
            with contextlib.suppress(ApplicationError):
                await workflow.get_external_workflow_handle(application).signal("nudge", self._start.number)

    def _particular_lines(self) -> list[str]:
        own = self._own
        return [f"- 申请 applications: {own.shares} · 未落实 to be settled: {len(own.untaken)}"]
