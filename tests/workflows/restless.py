"""A commitment that begins a new run after every step: what decades do to it, in a minute."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput

from workflows.commitment import CommitmentWorkflow


@workflow.defn(name="Commitment")
class RestlessCommitment(CommitmentWorkflow):
    """The commitment as it is, but for its patience."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:
        """Keep watch as ever."""
        return await super().run(start)

    def _run_is_long_enough(self) -> bool:
        # The first step of a run reads where the case stands.
        return self._step > self._start.step + 1
