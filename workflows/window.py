"""申报批次。The window process: it opens and closes by itself, has its list drawn and approved, and each on it takes its share.

Each application is a case of its own (`workflows/application.py`) that learns of its share by looking. Being told twice, or of a list that
is settled, changes nothing.
"""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.window import LOOK_AT_WINDOW, SETTLE_SHARES, WindowParticulars
    from policy.processes.window.lifecycle import Event, Stage

from workflows.case.case import Case


@workflow.defn(name="Window")
class WindowWorkflow(Case[WindowParticulars, Stage]):
    """One window."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the window from the approval of its guide to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    async def _wake(self) -> None:
        if not self._is_time():
            return
        match self._stage:
            case Stage.PUBLISHED:
                await self._move(Event.OPENED)
            case Stage.OPEN:
                await self._move(Event.CLOSED)
            case Stage.HANDLING | Stage.LIST_NOTICE:
                await self._automatic(LOOK_AT_WINDOW, "查看批次 look at the window")
            case Stage.SETTLING:
                if await self._automatic(SETTLE_SHARES, "落实份额 settle the shares"):
                    await self._tell()
            case _:
                return

    async def _tell(self) -> None:
        """Tell the applications that have not taken their share."""
        for application in self._own.untaken:
            # One that has ended meanwhile, by a withdrawal, needs no telling.
            with contextlib.suppress(ApplicationError):
                await workflow.get_external_workflow_handle(application).signal("nudge", self._start.number)

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 申报期 window: {own.opens_at} – {own.closes_at}"]
        listed = f"- 名单 list: {own.shares} · 未落实 to be settled: {len(own.untaken)}"
        return [*lines, listed] if own.shares else lines
