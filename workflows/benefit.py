"""人才优惠。The process of benefits: people ask, deliver and confirm; from time to time it is looked whether they go on."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.benefit import LOOK_AT_ENTRY, BenefitParticulars
    from activities.signatures.case import CaseInput
    from policy.processes.benefit.lifecycle import HAD, Event, Stage

from workflows.case.case import Case


@workflow.defn(name="Benefit")
class BenefitWorkflow(Case[BenefitParticulars, Stage]):
    """What one person asked for at once."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the benefits from being asked for to their end.

        Returns:
            The stage they ended in.
        """
        return await self._live()

    async def _wake(self) -> None:
        if self._stage == Stage.IN_FORCE and self._is_time():
            await self._move(Event.LOOKED_AT)
        elif self._stage in HAD:
            await self._automatic(LOOK_AT_ENTRY, "查看人才认定 look whether the recognition stands")

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 申请 asked for: {', '.join(own.benefits)}"]
        lines += [f"- 享受 granted: {', '.join(own.granted)}"] if own.granted else []
        return lines + ([f"- 至 until: {own.until}"] if own.until else [])
