"""服务券。The voucher process: people decide and spend; it reminds and runs out by itself, and closes once all of it is settled."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import AutomaticStep, CaseInput
    from activities.signatures.commitment import BIND_ENTERPRISE
    from activities.signatures.voucher import LOOK_AT_SPENDS, VERIFY_ENTERPRISE, VoucherParticulars
    from policy.processes.voucher.lifecycle import Event, Stage

from workflows.case.case import PATIENT, WRITE_TIMEOUT, Case
from workflows.case.details import yuan


@workflow.defn(name="Voucher")
class VoucherWorkflow(Case[VoucherParticulars, Stage]):
    """One voucher."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        # A run that begins in the middle tells the commitment once more, which looks, and finds nothing new.
        self._bound = False

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the voucher from its application to the day on which all of it is settled or given back.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    async def _act(self) -> None:
        """Have the enterprise verified, bind it once the voucher is issued, or wait for people and the last day."""
        match self._stage:
            case Stage.VERIFICATION:
                await self._automatic(VERIFY_ENTERPRISE, "核验 verify at the sources")
            case Stage.VALID if not self._bound:
                await self._bind()
            case _:
                await self._attend()

    async def _bind(self) -> None:
        """Have the enterprise's commitment to stay collect what was signed with its first voucher (general term 6)."""
        self._bound = True
        step = AutomaticStep(self._start.process, self._start.case_id, self._next_key(), workflow.now())
        await workflow.execute_activity(
            BIND_ENTERPRISE, step, start_to_close_timeout=WRITE_TIMEOUT, retry_policy=PATIENT, summary="登记承诺 bind the enterprise"
        )

    async def _wake(self) -> None:
        match self._stage:
            case Stage.VALID if self._is_time():
                await self._move(Event.EXPIRY_REMINDED if self._own.reminds else Event.EXPIRED)
            case Stage.SETTLING:
                await self._automatic(LOOK_AT_SPENDS, "查看结算 look whether all is settled")
            case _:
                return

    def _particular_lines(self) -> list[str]:
        own = self._own
        if own.face_fen is None:
            return []
        lines = [f"- 面额 face: {yuan(own.face_fen)}", f"- 余额 left: {yuan(own.left_fen)}"]
        return lines + ([f"- 有效期至 until: {own.valid_until}"] if own.valid_until else [])
