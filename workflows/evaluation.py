"""政策评估。The evaluation process: figures and questions by itself; then recipients, department and committee."""

from __future__ import annotations

from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput
    from activities.signatures.evaluation import (
        ASK_FOR_REPORTS,
        CLOSE_REPORTS,
        OPEN_EVALUATIONS,
        RECKON_FIGURES,
        TAKE_DECISION,
        EvaluationOrder,
        EvaluationsOpened,
    )
    from policy.processes.evaluation.lifecycle import Stage

from workflows.case.case import ASK_TIMEOUT, PATIENT, Case
from workflows.case.children import start_child


@workflow.defn(name="Evaluation")
class EvaluationWorkflow(Case[None, Stage]):
    """One evaluation."""

    @workflow.init
    def __init__(self, start: CaseInput) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseInput) -> str:  # noqa: ARG002 - kept by `__init__`
        """Take the evaluation from its opening to its publication.

        Returns:
            The stage it ended in.
        """
        return await self._live()

    async def _act(self) -> None:
        match self._state.stage:
            case Stage.RECKONING:
                await self._automatic(RECKON_FIGURES, "核算指标 reckon")
            case Stage.ASKING:
                await self._automatic(ASK_FOR_REPORTS, "发起绩效自评 ask for reports")
            case _:
                await self._attend()

    async def _wake(self) -> None:
        # The time is over, or one more report is given.
        if self._state.stage == Stage.REPORTING:
            await self._automatic(CLOSE_REPORTS, "查看自评是否齐全 look whether all is reported")
        elif self._state.stage == Stage.DECIDING:
            await self._automatic(TAKE_DECISION, "取得决议 take what was resolved")


@workflow.defn(name="EvaluationYear")
class EvaluationYearWorkflow:
    """The evaluations of a year, one a clause, started by a Schedule: each goes on by itself."""

    @workflow.run
    async def run(self, order: EvaluationOrder) -> int:
        """Open them and start their workflows.

        Returns:
            How many are under way.
        """
        opened: EvaluationsOpened = await workflow.execute_activity(
            OPEN_EVALUATIONS,
            replace(order, ordered_at=workflow.now()),
            result_type=EvaluationsOpened,
            start_to_close_timeout=ASK_TIMEOUT,
            retry_policy=PATIENT,
            summary="发起年度评估 open",
        )
        for child in opened.children:
            await start_child(child, again=True)
        return len(opened.children)
