"""再决定。The re-decision process: what corrected facts come to is decided by two people, and paid, asked back, or paid otherwise.

By itself it passes on what was decided, instructs the treasury once, and asks what became of that. A decision that was refused because its
figures had changed goes back to the officer, with everything that rests on it.
"""

from __future__ import annotations

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import Asked, AutomaticStep, CaseInput
    from activities.signatures.commitment import BIND_ENTERPRISE
    from activities.signatures.disbursement import INSTRUCT_TREASURY
    from activities.signatures.redecision import ADJUST_AWARD, LOWER_DEMANDS, RedecisionParticulars
    from policy.errors import Code
    from policy.processes.disbursement.states import DisbursementState
    from policy.processes.disbursement.steps import DisbursementEvent
    from policy.processes.notice.steps import NoticeEvent
    from policy.processes.redecision.lifecycle import Event, Stage

from workflows.case.case import PATIENT, WRITE_TIMEOUT, Case
from workflows.case.children import Children
from workflows.case.details import yuan

_ADJUST = "调整拨付金额 change what is paid"


@workflow.defn(name="Redecision")
class RedecisionWorkflow(Case[RedecisionParticulars, Stage]):
    """One re-decision."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._children = Children()

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the re-decision from its proposal to its end, and tell the commitment of what is due again.

        Returns:
            The stage it ended in.
        """
        ended = await self._live()
        if not self._is_taken:
            return ended
        if self._own.binds_again is not None:
            step = AutomaticStep("application", self._own.binds_again, self._next_key(), workflow.now())
            await workflow.execute_activity(
                BIND_ENTERPRISE, step, start_to_close_timeout=WRITE_TIMEOUT, retry_policy=PATIENT, summary="告知承诺 tell the commitment"
            )
        return ended

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = [f"- 原应支持 before: {yuan(own.before_fen)}", f"- 更正后 after: {yuan(own.after_fen)} {own.outcome or ''}"]
        return lines + ([f"- 拨付 disbursement: {own.disbursement}"] if own.disbursement else [])

    async def _act(self) -> None:
        """Pass on what was decided, instruct the treasury, or wait for people and the treasury."""
        match self._stage:
            case Stage.DEMAND:
                await self._children.start(self._own.clawbacks)
                await self._move(Event.DEBT_DEMANDED)
            case Stage.ADJUSTMENT if self._state.wakes_at is None:
                await self._automatic(ADJUST_AWARD, _ADJUST)
            case Stage.RELIEF:
                await self._automatic(LOWER_DEMANDS, "调减追回 lower the demands")
            case Stage.OBJECTION if not self._own.undecided_objections:
                await self._move(NoticeEvent.NOTICE_RESUMED)
            case Stage.PAYMENT if self._own.disbursement == DisbursementState.RESERVED:
                await self._automatic(INSTRUCT_TREASURY, "向国库发出指令 instruct the treasury")
            case _:
                await self._attend()

    async def _record(self, asked: Asked) -> None:
        try:
            await self._move(asked.event, asked)
        except ApplicationError as error:
            # What is over of what a payment was held for is looked at again, and changes nothing of what was decided.
            if error.type == Code.BASIS_CHANGED and asked.event != DisbursementEvent.PAYMENT_ENDED:
                await self._move(Event.BASIS_CHANGED)
            raise

    async def _wake(self) -> None:
        if self._stage is Stage.PUBLIC_NOTICE:
            if self._is_time():
                await self._move(NoticeEvent.NOTICE_CLEARED)
            return
        if self._stage is Stage.ADJUSTMENT:
            await self._automatic(ADJUST_AWARD, _ADJUST)
            return
        await self._ask_treasury()
