"""申请办理。The application process: from submission to money paid, with everything that may come between.

Each stage says what it waits for; where each event leads is in `policy/processes/application/lifecycle.py`, who does each human step in
`tasks.py` beside it. General terms 2 (who may apply), 3 (no double) and 6 (commitment before payment) are kept by the order of stages.
"""

from __future__ import annotations

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.application import (
        ASK_FIGURES,
        ASK_SUSPENSION,
        ASSESS_AWARD,
        TAKE_SHARE,
        VERIFY_APPLICANT,
        ApplicationParticulars,
    )
    from activities.signatures.case import Asked, AutomaticStep, CaseInput
    from activities.signatures.commitment import BIND_ENTERPRISE
    from activities.signatures.decision import SEEK_BUDGET
    from activities.signatures.disbursement import INSTRUCT_TREASURY
    from activities.signatures.investment import OPEN_INVESTMENT
    from activities.signatures.meeting import TAKE_RESOLUTION
    from policy.errors import Code
    from policy.processes.application.lifecycle import Event, Stage
    from policy.processes.application.suspended import SUSPENDABLE
    from policy.processes.decision.steps import DecisionEvent
    from policy.processes.disbursement.states import DisbursementState
    from policy.processes.disbursement.steps import DisbursementEvent
    from policy.processes.notice.steps import NoticeEvent
    from policy.processes.reconsideration.steps import ReconsiderationEvent

from workflows.case.case import PATIENT, WRITE_TIMEOUT, Case
from workflows.case.children import Children
from workflows.case.details import yuan


@workflow.defn(name="Application")
class ApplicationWorkflow(Case[ApplicationParticulars, Stage]):
    """One application."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        # Whether the enterprise's commitment to stay was told of this payment.
        self._bound = False
        self._children = Children()

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the application from submission to its end, and tell the commitment where that leaves nothing it binds for.

        Returns:
            The stage it ended in.
        """
        ended = await self._live()
        if not self._is_taken:
            return ended
        if self._own.left_over:
            await self._bind()
        return ended

    def _particular_lines(self) -> list[str]:
        own = self._own
        lines = []
        if own.award_fen is not None:
            lines.append(f"- 核定金额 award: {yuan(own.award_fen)}")
        if own.disbursement:
            lines.append(f"- 拨付 disbursement: {own.disbursement}")
        return lines

    def _is_at_rest(self) -> bool:
        return super()._is_at_rest() and not self._own.suspended

    async def _act(self) -> None:
        """Do what the stage calls for: an automatic step, an event that follows by itself, or waiting for people."""
        state, own = self._state, self._own
        self._bound = self._bound and self._stage is Stage.IN_FORCE
        await self._children.start([*own.invested, *own.parts])
        match self._stage:
            case Stage.OFFER if not state.tasks:
                await self._automatic(ASK_FIGURES, "请来源单位核对数据 ask the sources again")
            case Stage.VERIFICATION if not state.tasks:
                await self._automatic(VERIFY_APPLICANT, "核验 verify at the sources")
            case Stage.ASSESSMENT if not state.tasks and state.wakes_at is None:
                await self._automatic(ASSESS_AWARD, "核定 assess")
            case Stage.REVIEW if own.panel_recommends is not None:
                await self._move(Event.RECOMMENDED if own.panel_recommends else Event.NOT_RECOMMENDED)
            case Stage.OBJECTION if not own.undecided_objections:
                await self._move(NoticeEvent.NOTICE_RESUMED)
            case Stage.PAYMENT if own.disbursement == DisbursementState.RESERVED:
                await self._automatic(INSTRUCT_TREASURY, "向国库发出指令 instruct the treasury")
            case Stage.IN_FORCE if not self._bound:
                await self._bind()
            case Stage.IN_FORCE if own.invests:
                await self._automatic(OPEN_INVESTMENT, "登记股权投资 begin the investment")
            case Stage.REFUSED | Stage.OLDER_POLICY if not state.tasks:
                # Reconsideration was used up.
                await self._move(ReconsiderationEvent.REFUSAL_BECAME_FINAL)
            case _:
                await self._attend()

    async def _wake(self) -> None:
        if self._state.held:
            await self._ask_suspension()
            return
        over = self._is_time()
        match self._stage:
            case Stage.PUBLIC_NOTICE if over:
                await self._move(NoticeEvent.NOTICE_CLEARED)
            case Stage.ASSESSMENT if over:
                await self._automatic(ASSESS_AWARD, "核定 assess")
            case Stage.BUDGET_WAIT if over:
                await self._automatic(SEEK_BUDGET, "查询预算 look at the budget")
            case Stage.COMMITTEE | Stage.ALLOCATION:
                await self._take_what_was_decided()
            case Stage.PAYMENT:
                # The step that books a payment has its commitment collected as well.
                self._bound = await self._ask_treasury()
            case Stage.IN_FORCE:
                await self._ask_treasury()
            case stage if stage in SUSPENDABLE:
                await self._ask_suspension()
            case _:
                # A report that came late or twice, in a stage that has nothing to ask.
                return

    async def _take_what_was_decided(self) -> None:
        """Take what a list or a meeting decided for several cases at once."""
        if self._stage is Stage.ALLOCATION:
            await self._automatic(TAKE_SHARE, "取得份额 take the share")
            return
        await self._automatic(TAKE_RESOLUTION, "取得决议 take what was resolved")
        if self._stage is Stage.COMMITTEE:
            await self._ask_suspension()

    async def _ask_suspension(self) -> None:
        await self._automatic(ASK_SUSPENSION, "上位政策暂停 is it suspended")

    async def _bind(self) -> None:
        """Have the enterprise's commitment to stay collect what was signed for this award (general term 6)."""
        step = AutomaticStep(self._start.process, self._start.case_id, self._next_key(), workflow.now())
        await workflow.execute_activity(
            BIND_ENTERPRISE, step, start_to_close_timeout=WRITE_TIMEOUT, retry_policy=PATIENT, summary="登记承诺 bind the enterprise"
        )
        self._bound = True

    async def _record(self, asked: Asked) -> None:
        event = asked.event
        if event == DecisionEvent.APPROVED and self._own.minuted and self._kind_of(asked) == "decision":
            # A committee's amount takes two approvers (general term 7).
            event = DecisionEvent.FIRST_APPROVED
        if event == DisbursementEvent.PAYMENT_ENDED and self._own.supplemented:
            # The award stands for what is paid of it besides.
            event = Event.REST_STOPPED
        try:
            await self._move(event, asked)
        except ApplicationError as error:
            if error.type != Code.BUDGET_EXHAUSTED or event != DecisionEvent.APPROVED:
                raise
            # The decision stands and waits for its turn in the budget.
            await self._move(DecisionEvent.BUDGET_FOUND_EXHAUSTED, asked)

    def _kind_of(self, asked: Asked) -> str | None:
        return next((task.kind for task in self._state.tasks if task.id == asked.task_id), None)
