"""政策评估的效果。What the steps of an evaluation change: how long reports are waited for, what the department finds, what is decided."""

from __future__ import annotations

from datetime import date

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.queries import evaluation as evaluations
from models.tables import Evaluation
from policy.errors import Code, Fault, Refusal
from policy.processes.evaluation.lifecycle import OUTCOMES, Event
from policy.processes.evaluation.tasks import DECISION, EVALUATION
from policy.processes.evaluation.tasks import EFFECTS as FOUND
from policy.processes.outcome_report.tasks import REPORT
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

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


@EFFECTS.opens(DECISION)
async def open_decision(context: TransitionContext[Evaluation]) -> None:
    """Ask the committee, with what the department finds before it."""
    about = {"clause": context.case.clause, "year": context.case.year, "findings": context.case.findings}
    await open_task(context, KINDS[DECISION], about=about)


@EFFECTS.of(*OUTCOMES)
async def decide(context: TransitionContext[Evaluation]) -> None:
    """Keep the decision with its minutes; from now on everybody may read the evaluation.

    Raises:
        Refusal: `invalid_input`, when the minutes are of a day that is not over yet or before the evaluation was opened.
    """
    row, written = context.case, context.detail
    held_on = date.fromisoformat(written["held_on"])
    if not row.created_at.astimezone(BEIJING).date() <= held_on <= context.now.astimezone(BEIJING).date():
        when = Text("应在发起评估之日至今日之间", "must be from the day the evaluation was opened to today")
        raise Refusal(Code.INVALID_INPUT, Text("会议日期有误。", "The day is not valid."), [Fault("held_on", when)])
    row.reported = dict((await evaluations.reported(context.session, [row]))[row.id])
    row.outcome, row.published_at = context.event, context.now
    row.minutes_no, row.held_on, row.minutes = written["minutes_no"], held_on, written["minutes"]
