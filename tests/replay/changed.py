"""The application process as a later release might have it: it reads the case once more before it clears a notice."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from policy.processes.application.lifecycle import Stage

from workflows.application import ApplicationWorkflow

PATCH = "read-before-clearing"


class _Changed(ApplicationWorkflow):
    def _reads(self) -> bool:
        """Whether this run reads once more; as released, none does."""
        return False

    async def _wake(self) -> None:
        if self._stage is Stage.PUBLIC_NOTICE and self._reads():
            await self._read()
        await super()._wake()


@workflow.defn(name="Application")
class PatchedApplication(_Changed):
    """Changed as `docs/operations.md` says: a case that is past the place goes on as it began."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:
        """Take the application to its end."""
        return await self._live()

    def _reads(self) -> bool:
        return workflow.patched(PATCH)


@workflow.defn(name="Application")
class CarelessApplication(_Changed):
    """Changed without a patch: a case that is past the place cannot be replayed."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:
        """Take the application to its end."""
        return await self._live()

    def _reads(self) -> bool:
        return True
