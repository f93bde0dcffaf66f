"""绩效自评的效果。What the steps of an outcome report change: the recipient sees what it was given, and its report is kept."""

from __future__ import annotations

from collections import Counter

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.tables import OutcomeReport
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.processes.outcome_report.lifecycle import Event
from policy.processes.outcome_report.tasks import LATE_REPORT, REPORT
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[OutcomeReport]()


@EFFECTS.opens(REPORT)
@EFFECTS.opens(LATE_REPORT)
async def open_report(context: TransitionContext[OutcomeReport]) -> None:
    """Ask the recipient, with what it was given before it."""
    (kind,) = context.lifecycle.steps[context.event].opens
    task = await open_task(context, KINDS[kind], about=context.case.brief)
    if task.due_at is not None:
        day = task.due_at.astimezone(BEIJING).date()
        context.words["due"] = Text(in_chinese(day), day.isoformat())


@EFFECTS.of(Event.REPORTED, Event.REPORTED_LATE)
async def keep_report(context: TransitionContext[OutcomeReport]) -> None:
    """Keep the report; each year is reported once, the year that is evaluated among them and as the last.

    Raises:
        Refusal: `invalid_input`, naming the field.
    """
    years = Counter(one["year"] for one in context.detail["figures"])
    if years[context.case.year] != 1 or max(years.values()) > 1 or max(years) > context.case.year:
        wanted = f"每个年度填报一次，应包括{context.case.year}年度，且不得晚于该年度"
        fault = Text(wanted, f"must name each year once, {context.case.year} among them and none after it")
        raise Refusal(Code.INVALID_INPUT, Text("分年度数据有误。", "The figures by year are not valid."), [Fault("figures", fault)])
    context.case.report = {name: context.detail[name] for name in ("promised", "reached", "figures")}
