"""后补助办理。The post-grant process: from a solution to a call, through milestones of up to three years, to the award it has earned.

Clauses 3 and 14: nothing is paid before acceptance. The money goes its usual way as an application, which this workflow starts as a
child and does not wait for.
"""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import Asked, CaseInput
    from activities.signatures.post_grant import LEARN_SELECTION, ORIGINATE_AWARD, VERIFY_SOLUTION, PostGrantParticulars
    from policy.processes.notice.steps import NoticeEvent
    from policy.processes.post_grant.lifecycle import WAITING_FOR_CALL, Event, Stage
    from policy.processes.reconsideration.steps import ReconsiderationEvent

from workflows.case.case import Case
from workflows.case.children import Children


@workflow.defn(name="PostGrant")
class PostGrantWorkflow(Case[PostGrantParticulars, Stage]):
    """One post-grant project."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._reported = False

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the project from its solution to its end; a completed one starts the application that carries its award.

        Returns:
            The stage it ended in.
        """
        ended = await self._live()
        if not self._is_taken:
            return ended
        if self._own.award is not None:
            await Children().start([self._own.award])
        self._reported &= not self._own.awaited
        await self._report_to_call()
        return ended

    async def _act(self) -> None:
        """Do what the stage calls for: an automatic step, an event that follows by itself, or waiting for people."""
        tasks = self._state.tasks
        match self._stage:
            case Stage.VERIFICATION:
                await self._automatic(VERIFY_SOLUTION, "核验 verify at the sources")
            case Stage.REVIEW if self._own.panel_done:
                await self._move(Event.EVALUATED)
            case Stage.SELECTION if not self._reported:
                await self._report_to_call()
            case Stage.OBJECTION if not self._own.undecided_objections:
                await self._move(NoticeEvent.NOTICE_RESUMED)
            case Stage.DELIVERY if not tasks:
                await self._move(Event.DELIVERED)
            case Stage.AWARD:
                await self._automatic(ORIGINATE_AWARD, "转入核定 carry over to its award")
            case Stage.REFUSED if not tasks:
                # Reconsideration was used up; likewise of a failure.
                await self._move(ReconsiderationEvent.REFUSAL_BECAME_FINAL)
            case Stage.FAILED if not tasks:
                await self._move(Event.FAILURE_BECAME_FINAL)
            case _:
                await self._attend()

    async def _wake(self) -> None:
        over = self._state.wakes_at is not None and self._state.wakes_at <= workflow.now()
        if self._stage is Stage.PUBLIC_NOTICE and over:
            await self._move(NoticeEvent.NOTICE_CLEARED)
        elif self._stage in WAITING_FOR_CALL:
            await self._automatic(LEARN_SELECTION, "查看遴选 look at the selection")

    async def _record(self, asked: Asked) -> None:
        event = asked.event
        if event == Event.RECTIFICATION_ORDERED and not self._own.rectifications_left:
            # Enough: the head of the department extends or terminates.
            event = Event.RECTIFICATIONS_USED_UP
        await self._move(event, asked)

    async def _report_to_call(self) -> None:
        """Tell the call, once, that this solution is evaluated or out: it may be the last it waits for. A winner's end it is told again."""
        if self._reported:
            return
        self._reported = True
        # A call that is over needs no telling.
        with contextlib.suppress(ApplicationError):
            await workflow.get_external_workflow_handle(self._own.call).signal("nudge", self._start.number)

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 榜单 call: {own.call}"]
        if own.score:
            lines.append(f"- 专家评分 score: {own.score}")
        if own.milestones:
            due = f" · 下一个 next due {own.due_on}" if own.due_on else ""
            lines.append(f"- 里程碑 milestones: {own.milestones_passed} of {own.milestones}{due}")
        if own.award is not None:
            lines.append(f"- 转入申请 award: {own.award['start']['number']}")
        return lines
