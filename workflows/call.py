"""揭榜征集。The call process: approved, published, open for its window, evaluated, decided; everybody who answered is told.

Clauses 3 and 14. Each solution is a case of its own (`workflows/post_grant.py`) that learns what became of the call by looking.
"""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.call import LIST_SOLUTIONS, LOOK_AT_SOLUTIONS, LOOK_AT_WINNERS, CallParticulars, Solutions
    from activities.signatures.case import Asked, AutomaticStep, CaseInput
    from policy.processes.call.lifecycle import STANDING_BY, Event, Stage

from workflows.case.case import PATIENT, WRITE_TIMEOUT, Case


@workflow.defn(name="Call")
class CallWorkflow(Case[CallParticulars, Stage]):
    """One call for solutions."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._untold = False

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the call from its approval to its end, and tell its solutions.

        Returns:
            The stage it ended in.
        """
        ended = await self._live()
        if not self._is_taken:
            return ended
        await self._tell_solutions()
        return ended

    async def _act(self) -> None:
        """Tell the solutions what was decided of them, then wait for whatever comes next."""
        if self._untold:
            self._untold = False
            await self._tell_solutions()
        await self._attend()

    async def _record(self, asked: Asked) -> None:
        await self._move(asked.event, asked)
        self._untold = self._stage in STANDING_BY

    async def _wake(self) -> None:
        over = self._state.wakes_at is not None and self._state.wakes_at <= workflow.now()
        match Stage(self._state.stage):
            case Stage.OPEN if over:
                await self._move(Event.WINDOW_CLOSED)
            case Stage.EVALUATION:
                await self._automatic(LOOK_AT_SOLUTIONS, "查看方案 look at the solutions")
            case Stage.STANDBY:
                await self._automatic(LOOK_AT_WINNERS, "查看入选项目 look at the winners")
            case _:
                # A solution that ended in a stage that has nothing to look at.
                return

    async def _tell_solutions(self) -> None:
        step = AutomaticStep(self._start.process, self._start.case_id, self._next_key(), workflow.now())
        solutions = await workflow.execute_activity(
            LIST_SOLUTIONS,
            step,
            result_type=Solutions,
            start_to_close_timeout=WRITE_TIMEOUT,
            retry_policy=PATIENT,
            summary="通知各方案 tell the solutions",
        )
        for solution in solutions.workflow_ids:
            # One that has ended meanwhile, by a withdrawal, needs no telling.
            with contextlib.suppress(ApplicationError):
                await workflow.get_external_workflow_handle(solution).signal("nudge", self._start.number)

    def _particular_lines(self) -> list[str]:
        own = self._own
        return [f"- 方案 solutions: {own.solutions} · 入选 selected: {own.winners}"]
