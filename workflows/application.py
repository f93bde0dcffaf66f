"""申请办理。The application process: from submission to money paid, with everything that may come between.

Each stage says what it waits for; where each event leads is in `policy/lifecycles/application.py`, who does each human step is in
`policy/tasks.py`. General terms 2 (who may apply), 3 (no double) and 6 (commitment before payment) are kept by the order of stages.
"""

from __future__ import annotations

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.application import (
        ASSESS_AWARD,
        INSTRUCT_TREASURY,
        SEEK_BUDGET,
        SETTLE_DISBURSEMENT,
        VERIFY_APPLICANT,
        CaseInput,
        Message,
        Receipt,
    )
    from policy.errors import Refusal
    from policy.lifecycles.application import TERMINAL, Event, Stage
    from policy.text import Text

from workflows.case import Case, refused


@workflow.defn(name="Application")
class ApplicationWorkflow(Case):
    """One application."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)
        self._settled = False

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the application from submission to its end.

        Returns:
            The stage it ended in.
        """
        await self._submission()
        while self._stage not in TERMINAL and not self._settled:
            await self._proceed()
        self._refuse_the_rest()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._stage

    @workflow.update(description="提交申请 Submit")
    async def submit(self, message: Message) -> Receipt:
        """Submit the draft. Comes with the start of the workflow; the same update id gives the same answer."""
        return await self._answer(message)

    @workflow.update(description="撤回申请 Withdraw")
    async def withdraw(self, message: Message) -> Receipt:
        """Withdraw the application, until it is decided."""
        return await self._answer(message)

    @withdraw.validator
    def _may_withdraw(self, message: Message) -> None:  # noqa: ARG002 - the signature of its update
        self._check_legal(Event.WITHDRAWN)

    @workflow.update(description="按比例分配 Allocate a share")
    async def allocate(self, message: Message) -> Receipt:
        """Cut the amount to its share of an over-subscribed ceiling, before it is decided."""
        return await self._answer(message)

    @allocate.validator
    def _may_allocate(self, message: Message) -> None:  # noqa: ARG002 - the signature of its update
        self._check_legal(Event.ALLOCATED)

    @workflow.update(name="object", description="公示异议 Object to the notice")
    async def file_objection(self, message: Message) -> Receipt:
        """File a named objection, which suspends the notice."""
        return await self._answer(message)

    @file_objection.validator
    def _may_object(self, message: Message) -> None:  # noqa: ARG002 - the signature of its update
        self._check_legal(Event.OBJECTION_FILED)

    @workflow.signal(description="国库回执 The treasury reported")
    def treasury_reported(self, instruction_no: str) -> None:  # noqa: ARG002 - said for whoever reads the history
        """The treasury says that something changed. What changed is asked of it, so a false or repeated report does nothing."""
        self._nudged = True

    @property
    def _stage(self) -> Stage:
        return Stage(self._state.stage)

    async def _submission(self) -> None:
        await workflow.wait_condition(lambda: bool(self._inbox))
        message = self._inbox.pop(0)
        await self._handle(message)
        if self._stage is Stage.DRAFT:
            # Refused, and nothing written: fail, so that the applicant may submit again under the same number.
            self._refuse_the_rest()
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise refused(Refusal("incomplete", Text("提交未被接受。", "The submission was not taken.")))

    async def _proceed(self) -> None:
        """Do what the stage calls for: an automatic step, an event that follows by itself, or waiting for people."""
        state = self._state
        if state.held:
            await self._attend()
            return
        match self._stage:
            case Stage.VERIFICATION:
                await self._automatic(VERIFY_APPLICANT, "核验 verify at the sources")
            case Stage.ASSESSMENT if not state.tasks:
                await self._automatic(ASSESS_AWARD, "核定 assess")
            case Stage.REVIEW if state.panel_recommends is not None:
                await self._move(Event.RECOMMENDED if state.panel_recommends else Event.NOT_RECOMMENDED)
            case Stage.OBJECTION if not state.undecided_objections:
                await self._move(Event.NOTICE_RESUMED)
            case Stage.PAYMENT if state.disbursement == "reserved":
                await self._automatic(INSTRUCT_TREASURY, "向国库发出指令 instruct the treasury")
            case Stage.REFUSED if not state.tasks:
                # Reconsideration was used up.
                await self._move(Event.REFUSAL_BECAME_FINAL)
            case _:
                await self._attend()

    async def _wake(self) -> None:
        over = self._state.wakes_at is not None and self._state.wakes_at <= workflow.now()
        match self._stage:
            case Stage.PUBLIC_NOTICE if over:
                await self._move(Event.NOTICE_CLEARED)
            case Stage.BUDGET_WAIT if over:
                await self._automatic(SEEK_BUDGET, "查询预算 look at the budget")
            case Stage.PAYMENT:
                await self._automatic(SETTLE_DISBURSEMENT, "查询国库 ask the treasury")
            case Stage.IN_FORCE:
                # Look once more: on a report, or when the time in which banks return money is over.
                await self._automatic(SETTLE_DISBURSEMENT, "查询国库 ask the treasury")
                self._settled = over and self._stage is Stage.IN_FORCE
            case _:
                # A report that came late or twice, in a stage that has nothing to ask.
                return

    async def _record(self, message: Message) -> None:
        event = Event(message.event)
        if event is Event.APPROVED and self._state.minuted and self._kind_of(message) == "decision":
            # A committee's amount takes two approvers (general term 7).
            event = Event.FIRST_APPROVED
        try:
            await self._move(event, message)
        except ApplicationError as error:
            if error.type != "budget_exhausted" or event is not Event.APPROVED:
                raise
            # The decision stands and waits for its turn in the budget.
            await self._move(Event.BUDGET_FOUND_EXHAUSTED, message)

    def _kind_of(self, message: Message) -> str | None:
        return next((task.kind for task in self._state.tasks if task.id == message.task_id), None)
