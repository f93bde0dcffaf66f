"""限制申报。The debarment process: people decide how an enterprise stands after a fraud; a bar ends by itself on its last day."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.debarment import PROPOSE_RESTITUTION, DebarmentParticulars
    from policy.processes.debarment.lifecycle import Event, Stage

from workflows.case.case import Case
from workflows.case.children import Children


@workflow.defn(name="Debarment")
class DebarmentWorkflow(Case[DebarmentParticulars, Stage]):
    """One debarment."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._children = Children()

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the debarment from its opening to its end.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    def _particular_lines(self) -> list[str]:
        own = self._own
        return [f"- 追回 clawback: {own.clawback}"] + ([f"- 限制至 until: {own.until}"] if own.until else [])

    async def _act(self) -> None:
        """Have what was paid back restored once the bar is lifted, or wait for people."""
        match self._stage:
            case Stage.RESTITUTION if self._own.redecisions:
                await self._children.start(self._own.redecisions)
                await self._move(Event.RESTITUTION_BEGUN)
            case Stage.RESTITUTION if not self._state.tasks:
                await self._automatic(PROPOSE_RESTITUTION, "提请退还 propose the restitution")
            case _:
                await self._attend()

    async def _wake(self) -> None:
        if self._stage is Stage.BARRED and self._state.wakes_at is not None and self._state.wakes_at <= workflow.now():
            await self._move(Event.EXPIRED)
