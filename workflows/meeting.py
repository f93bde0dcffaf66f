"""专题会。The meeting process: members vote, silence is absence, and once the minutes are signed cases take what was resolved.

Each case is a case of its own (`workflows/application.py`) that learns of the resolution by looking. Being told twice changes nothing.
"""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.meeting import SETTLE_AGENDA, MeetingParticulars
    from policy.processes.meeting.lifecycle import RESOLVED, Event, Stage

from workflows.case.case import Case


@workflow.defn(name="Meeting")
class MeetingWorkflow(Case[MeetingParticulars, Stage]):
    """One meeting."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the meeting from its calling to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    async def _act(self) -> None:
        """Count the votes once everybody has voted, or the time for it is over."""
        if self._stage is Stage.VOTING and not self._state.tasks:
            await self._move(Event.COUNTED)
        else:
            await self._attend()

    async def _wake(self) -> None:
        if self._stage in RESOLVED and self._is_time() and await self._automatic(SETTLE_AGENDA, "落实决议 carry out what was resolved"):
            await self._tell()

    async def _tell(self) -> None:
        """Tell the cases that have not taken what was resolved."""
        for its_case in self._own.untaken:
            # One that has ended meanwhile, by a withdrawal, needs no telling.
            with contextlib.suppress(ApplicationError):
                await workflow.get_external_workflow_handle(its_case).signal("nudge", self._start.number)

    def _particular_lines(self) -> list[str]:
        own = self._own
        return [f"- 议题 matters: {own.matters} · 未落实 to be carried out: {len(own.untaken)}"]
