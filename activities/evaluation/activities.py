"""政策评估的活动。The activities of evaluations: a year is opened for every clause, its figures are reckoned, its recipients asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.case_start import start_all, start_of
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.meeting.tabling import take_resolution_on_policy
from activities.signatures.case import AutomaticStep, CaseState, Transition
from activities.signatures.case_start import CaseStart
from activities.signatures.evaluation import (
    ASK_FOR_REPORTS,
    CLOSE_REPORTS,
    OPEN_EVALUATIONS,
    RECKON_FIGURES,
    TAKE_DECISION,
    EvaluationOrder,
    EvaluationsOpened,
)
from models.commands import evaluation as commands
from models.queries import case
from models.queries import evaluation as evaluations
from models.queries.evaluation_figures import Cohort, recipients, reckon
from models.tables import Evaluation, OutcomeReport
from policy.actors import SYSTEM
from policy.judging.catalogue import ITEMS
from policy.processes.evaluation.lifecycle import EVALUATION, Event, Stage
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.outcome_report.lifecycle import OUTCOME_REPORT
from policy.processes.outcome_report.lifecycle import Event as ReportEvent
from policy.processes.outcome_report.lifecycle import Stage as ReportStage
from policy.working_days import BEIJING

# Recipients that are asked in one transaction.
BATCH = 50


@dataclass(frozen=True, slots=True)
class EvaluationActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @property
    def every(self) -> tuple[Any, ...]:
        """All of them, for a worker."""
        return self.open_evaluations, self.reckon_figures, self.ask_for_reports, self.close_reports, self.take_decision

    @activity.defn(name=OPEN_EVALUATIONS)
    async def open_evaluations(self, order: EvaluationOrder) -> EvaluationsOpened:
        """Open the evaluation of every clause for a year, or find those that are there, and say which are still under way."""
        assert order.ordered_at is not None  # noqa: S101 - the workflow has filled it in
        year = order.year or order.ordered_at.astimezone(BEIJING).year - 1
        children = []
        for clause in sorted({item.clause for item in ITEMS.values()}):
            async with self.deployment.database.writing() as session:
                drafted = await commands.draft(session, SYSTEM, clause, year)
                row = await case.lock(session, Evaluation, drafted.id)
                if row.stage == DRAFT:
                    key = f"evaluation/{year}/{clause}"
                    opened = Transition(EVALUATION.name, str(row.id), Event.EVALUATION_OPENED, key, order.ordered_at)
                    await apply(await begin(session, self.deployment, row, opened))
                if row.stage not in EVALUATION.terminal:
                    children.append(start(row))
        return EvaluationsOpened(children)

    @activity.defn(name=RECKON_FIGURES)
    async def reckon_figures(self, step: AutomaticStep) -> CaseState:
        """Reckon the figures of the clause for the year, of the cases as they stand."""

        async def write(context: TransitionContext[Evaluation]) -> None:
            row = context.case
            figures = await reckon(context.session, Cohort((row.clause,), row.year, context.now))
            row.figures, row.reckoned_at = [one.as_dict() for one in figures], context.now
            context.event = Event.FIGURES_RECKONED
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.RECKONING}), write)

    @activity.defn(name=ASK_FOR_REPORTS)
    async def ask_for_reports(self, step: AutomaticStep) -> CaseState:
        """Ask the next recipients for their reports and start the workflows of these, or, when there are none left, go on.

        What was asked last is started once more: whoever did it may have been killed between the two.
        """

        async def write(context: TransitionContext[Evaluation]) -> None:
            row = context.case
            assert row.reckoned_at is not None  # noqa: S101 - it was reckoned before
            due = await recipients(context.session, Cohort((row.clause,), row.year, row.reckoned_at), row.asked_up_to or "", BATCH)
            for report in await commands.draft_reports(context.session, row, due):
                await self._ask(context.session, report, context.now)
            if due:
                row.asked_up_to = max(due)
                return
            context.event = Event.REPORTS_ASKED
            await apply(context)

        state = await take(self.deployment, step, frozenset({Stage.ASKING}), write)
        async with self.deployment.database.reading() as session:
            asked = await evaluations.last_asked(session, uuid.UUID(step.case_id), 2 * BATCH)
            children = [await start_of(session, report) for report in asked]
        await start_all([replace(child, clause=report.clause) for child, report in zip(children, asked, strict=True)])
        return state

    @activity.defn(name=CLOSE_REPORTS)
    async def close_reports(self, step: AutomaticStep) -> CaseState:
        """Go on once every report is given, or the time for them is over."""

        async def write(context: TransitionContext[Evaluation]) -> None:
            row = context.case
            counts = (await evaluations.report_counts(context.session, [row.id])).get(row.id, {})
            if counts.keys() <= {ReportStage.REPORTED} or (row.wakes_at is not None and row.wakes_at <= context.now):
                context.event = Event.REPORTS_CLOSED
                await apply(context)

        return await take(self.deployment, step, frozenset({Stage.REPORTING}), write)

    @activity.defn(name=TAKE_DECISION)
    async def take_decision(self, step: AutomaticStep) -> CaseState:
        """Take what a meeting of the committee resolved of the evaluation."""
        return await take(self.deployment, step, frozenset({Stage.DECIDING}), take_resolution_on_policy)

    async def _ask(self, session: AsyncSession, report: OutcomeReport, now: datetime) -> None:
        key = f"outcome-report/{report.evaluation_id}/{report.enterprise_uscc}"
        asked = Transition(OUTCOME_REPORT.name, str(report.id), ReportEvent.REPORT_ASKED, key, now)
        await apply(await begin(session, self.deployment, report, asked))


def start(row: Evaluation) -> CaseStart:
    """Return how the workflow of an evaluation that is opened is started."""
    started = CaseStart.of(row, row.stage, title=row.title.zh, resumed=True)
    return replace(started, clause=row.clause, year=row.year)
