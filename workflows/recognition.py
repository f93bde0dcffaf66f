"""认定。The recognition process: people decide; an entry is looked at, announced and ended by itself, when its days have come."""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import Asked, CaseInput
    from activities.signatures.recognition import VERIFY_HOLDER, RecognitionParticulars
    from policy.processes.notice.steps import NoticeEvent
    from policy.processes.recognition.lifecycle import Event, Stage

from workflows.case.case import Case


@workflow.defn(name="Recognition")
class RecognitionWorkflow(Case[RecognitionParticulars, Stage]):
    """One recognition."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the recognition from its application to the end of its entry.

        Returns:
            The stage it ended in.
        """
        stage = await self._live()
        if not self._is_taken:
            return stage
        for resting in self._own.concerned:
            # Who is not told looks once in a while.
            with contextlib.suppress(ApplicationError):
                await workflow.get_external_workflow_handle(resting).signal("nudge", self._start.number)
        return stage

    async def _act(self) -> None:
        """Have the holder verified, go on with what panel and objections came to, or wait for people and days."""
        match self._stage:
            case Stage.VERIFICATION:
                await self._automatic(VERIFY_HOLDER, "核验 verify at the sources")
            case Stage.REVIEW if self._own.has_scored:
                await self._move(Event.PANEL_CONCLUDED)
            case Stage.OBJECTION if not self._own.undecided_objections:
                await self._move(NoticeEvent.NOTICE_RESUMED)
            case _:
                await self._attend()

    async def _wake(self) -> None:
        over = self._state.wakes_at is not None and self._state.wakes_at <= workflow.now()
        match self._stage:
            case Stage.PUBLIC_NOTICE if over:
                await self._move(NoticeEvent.NOTICE_CLEARED)
            case Stage.IN_FORCE if over and self._own.due:
                await self._move(self._own.due)
            case _:
                return

    async def _record(self, asked: Asked) -> None:
        event = Event.KEPT if self._own.kept and asked.event == Event.RECOGNISED else asked.event
        await self._move(event, asked)

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 认定 recognition: {own.kind}" + (f" · {own.entry_no}" if own.entry_no else "")]
        return (
            lines
            + ([f"- 有效期至 until: {own.valid_until}"] if own.valid_until else [])
            + ([f"- 下一步 next: {own.due}"] if own.due else [])
        )
