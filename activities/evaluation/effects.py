"""政策评估的效果。What the steps of an evaluation change: how long reports are waited for, what the department finds, what is decided."""

from __future__ import annotations

from datetime import date

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.meeting.tabling import put_evaluation_on_agenda
from models.queries import evaluation as evaluations
from models.tables import Evaluation
from policy.processes.evaluation.lifecycle import OUTCOMES, Event
from policy.processes.evaluation.tasks import EFFECTS as FOUND
from policy.processes.evaluation.tasks import EVALUATION, LISTING
from policy.processes.outcome_report.tasks import REPORT
from policy.processes.registry import KINDS

EFFECTS = Effects[Evaluation]()


@EFFECTS.of(Event.REPORTS_ASKED)
async def wait_for_reports(context: TransitionContext[Evaluation]) -> None:
    """Wait until each report is given or the time for them is over; where nobody was paid, go on at once."""
    counts = (await evaluations.report_counts(context.session, [context.case.id])).get(context.case.id, {})
    # A day more than they have: each of them ends by its own clock.
    days = context.days(REPORT) + context.days("reports_closing") if counts else 0
    context.case.wakes_at = context.clock.after(context.now, days).at if days else context.now
    context.detail |= {"reports": sum(counts.values())}


@EFFECTS.of(Event.REPORTS_CLOSED)
async def count_reports(context: TransitionContext[Evaluation]) -> None:
    """Keep how many reports were given and how many are missing."""
    counts = await evaluations.report_counts(context.session, [context.case.id])
    context.detail |= {"reports": dict(counts.get(context.case.id, {}))}


@EFFECTS.opens(EVALUATION)
async def open_evaluation(context: TransitionContext[Evaluation]) -> None:
    """Ask the department what it finds, with the reports counted and added up by year; after a return, with what it found before."""
    reported = (await evaluations.reported(context.session, [context.case]))[context.case.id]
    about = {"clause": context.case.clause, "year": context.case.year, "reports": reported["counts"], "by_year": reported["by_year"]}
    returned = {"reason": context.detail["reason"], "findings": context.case.findings} if context.event == Event.EVALUATION_RETURNED else {}
    await open_task(context, KINDS[EVALUATION], about=about | returned)


@EFFECTS.of(Event.POLICY_EVALUATED)
async def keep_findings(context: TransitionContext[Evaluation]) -> None:
    """Keep what the department finds, and what it proposes."""
    context.case.findings = {name: context.detail[name] for name in (*FOUND, "proposal", "opinion")}


@EFFECTS.opens(LISTING)
async def open_listing(context: TransitionContext[Evaluation]) -> None:
    """Ask the department to put it before a meeting of the committee."""
    about = {"clause": context.case.clause, "year": context.case.year, "findings": context.case.findings}
    await open_task(context, KINDS[LISTING], about=about)


EFFECTS.of(Event.TABLED)(put_evaluation_on_agenda)


@EFFECTS.of(*OUTCOMES)
async def decide(context: TransitionContext[Evaluation]) -> None:
    """Keep the decision with the minutes of its meeting; from now on everybody may read the evaluation."""
    row, minuted = context.case, context.detail
    row.reported = dict((await evaluations.reported(context.session, [row]))[row.id])
    row.outcome, row.published_at = context.event, context.now
    row.minutes_no, row.held_on, row.minutes = minuted["minutes_no"], date.fromisoformat(minuted["held_on"]), minuted["minutes"]
