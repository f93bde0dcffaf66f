"""持续经营承诺。The process of an enterprise's commitment to stay (general term 6): it runs while anything binds, and begins again later.

What binds, what was filed and what was found is in the database; a look at it says what follows. So whatever wakes the entity (a paid
award, a yearly check, a day that has come) only has to be noticed, and nothing is lost when it continues as a new run.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import AutomaticStep, CaseInput, CaseState
    from activities.signatures.commitment import LOOK_AT_COMMITMENT, CommitmentParticulars
    from policy.processes.commitment.lifecycle import ENDED, Stage

from workflows.case.case import PATIENT, WRITE_TIMEOUT, Case
from workflows.case.children import Children

# More would not be read.
MOST_LINES = 10


@workflow.defn(name="Commitment")
class CommitmentWorkflow(Case[CommitmentParticulars, Stage]):
    """The commitment to stay of one enterprise."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._children = Children()

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Run while an undertaking binds, looking at what is stored when a day comes or a nudge.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    def _is_over(self) -> bool:
        # A nudge that arrives at the last moment is a new award: it is looked at before this run may end.
        idle = not self._nudged and not self._inbox and workflow.all_handlers_finished()
        return self._state.stage in ENDED and idle and self._children.are_started(self._own.clawbacks)

    def _next_key(self) -> str:
        # What has ended begins again under the same id: steps are counted for each beginning.
        self._step += 1
        return f"{workflow.info().workflow_id}/{workflow.info().first_execution_run_id}/{self._step}"

    async def _act(self) -> None:
        # Clawbacks that were proposed; they outlive this run.
        await self._children.start(self._own.clawbacks)
        if self._state.stage == Stage.RECLAIMING and not self._own.settling:
            await self._wake()
        elif self._state.stage in ENDED and not self._has_something_to_do():
            await workflow.wait_condition(lambda: self._has_something_to_do() or workflow.all_handlers_finished())
        else:
            await self._attend()

    async def _wake(self) -> None:
        """Look at what is stored. Requests wait meanwhile, since nobody outside is asked; and no nudge is lost to an interruption."""
        step = AutomaticStep(self._start.process, self._start.case_id, self._next_key(), workflow.now())
        self._recording = True
        try:
            state = await workflow.execute_activity(
                LOOK_AT_COMMITMENT,
                step,
                result_type=CaseState,
                start_to_close_timeout=WRITE_TIMEOUT,
                retry_policy=PATIENT,
                summary="检视承诺 look at what binds",
            )
        finally:
            self._recording = False
        self._take_over(state)

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 约束 binds: {bound['award']} · 至 until {bound['until'] or '未定 open'}" for bound in own.undertakings[:MOST_LINES]]
        lines += [f"- 备案 filing: {filing['kind']} · {filing['planned_on']}" for filing in own.filings[:MOST_LINES]]
        if own.breach:
            lines.append(f"- **违反承诺 breach**: {own.breach}")
        return lines
