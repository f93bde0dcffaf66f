"""配套项目。The matching process: a project admitted once, looked at every year until its upstream ends it (clause 2).

Each look closes a year and a run: what a project lives through in five years never piles up in one history. Claims are applications of
their own; a project only tells them, through its looks, when what they rest on was taken back.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import AutomaticStep, CaseInput
    from activities.signatures.commitment import BIND_ENTERPRISE
    from activities.signatures.matching import CHECK_UPSTREAM, LOOK_UPSTREAM, MatchingParticulars
    from policy.processes.matching.lifecycle import WATCHED, Stage

from workflows.case.case import PATIENT, WRITE_TIMEOUT, Case
from workflows.case.children import Children
from workflows.case.details import yuan


@workflow.defn(name="MatchingProject")
class MatchingProjectWorkflow(Case[MatchingParticulars, Stage]):
    """One matching project."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._looked = False
        self._children = Children()

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the project from its submission to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    def _run_is_long_enough(self) -> bool:
        return self._looked or super()._run_is_long_enough()

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 上级项目 upstream: {own.upstream}"] if own.upstream else []
        return lines + [f"- {year}年度配套 matched: {yuan(fen)}" for year, fen in sorted(own.matched.items())]

    async def _act(self) -> None:
        """Ask the upstream once at the beginning; later it is looked at when its time comes."""
        # Clawbacks that a look proposed.
        await self._children.start(self._own.clawbacks)
        if self._state.stage == Stage.UPSTREAM_CHECK and not self._state.tasks:
            await self._automatic(CHECK_UPSTREAM, "上级立项核对 ask the upstream")
        else:
            await self._attend()

    async def _wake(self) -> None:
        if self._state.stage not in WATCHED:
            # A report that came early or late, in a stage that has nothing to ask.
            return
        if await self._automatic(LOOK_UPSTREAM, "上级年度核对 look at the upstream"):
            self._looked = True
            for claim in self._own.binds_again:
                await self._tell_commitment(claim)
        else:
            # Somebody's request overtook the look, which is still to be made.
            self._nudged = True

    async def _tell_commitment(self, claim: str) -> None:
        """Have the commitment to stay of whoever was paid a claim look at what is due of it again (general term 6)."""
        step = AutomaticStep("application", claim, self._next_key(), workflow.now())
        await workflow.execute_activity(
            BIND_ENTERPRISE, step, start_to_close_timeout=WRITE_TIMEOUT, retry_policy=PATIENT, summary="告知承诺 tell the commitment"
        )
