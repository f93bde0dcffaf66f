"""免申即享与项目转入的效果。What the events of an award that nobody applied for change: its beginning, and disputes of its figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from activities.application.subject import fix_subject
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close, open_task
from models.queries import suspension
from models.tables import Application
from policy.errors import Code, Fault, Refusal
from policy.judging.documents import MATTER_DATE, faults_in_facts
from policy.judging.provenance import entry, facts_to_prove
from policy.processes.application.drafting import declarable
from policy.processes.application.lifecycle import Event
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()
# What approved batches of targets set, and nobody else.
_SET_BY_BATCH = frozenset({"target_fen"})


@EFFECTS.of(Event.OFFERED, Event.CARRIED_OVER)
async def take_over(context: TransitionContext[Application]) -> None:
    """Fix what the award is judged by: its date, its year, its subject. Its facts come from where it was found or earned."""
    application, item = context.case, context.item
    _vouch(context, context.detail["sources"])
    application.submitted_at = context.now
    application.programme_year = context.now.astimezone(BEIJING).year
    await suspension.require_not_suspended(context.session, item.code, context.now.astimezone(BEIJING).date(), application.matter_date)
    await fix_subject(context)


@EFFECTS.of(Event.FIGURES_CORRECTED)
async def correct_figures(context: TransitionContext[Application]) -> None:
    """Take the officer's figures in place of the disputed ones: what a source counted, and never a target, which only a batch sets."""
    application, item = context.case, context.item
    corrected = dict(context.detail.get("facts") or {})
    facts = application.facts | corrected
    message = Text("年度、目标值等不属于可更正的数据", "is no figure that could be corrected")
    faults = faults_in_facts(item, facts)
    faults += [Fault(f"facts.{code}", message, item.citation) for code in sorted(corrected.keys() & {*declarable(item), *_SET_BY_BATCH})]
    if all(application.facts.get(code) == value for code, value in corrected.items()):
        faults.append(Fault("facts", Text("未更正任何数据", "change nothing"), item.citation))
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("更正后的数据有误。", "The corrected figures are not valid."), faults, clause=item.citation)
    application.facts = facts
    _vouch(context, dict.fromkeys(corrected, context.actor.subject), reference=context.detail["reference"])
    await fix_subject(context)


@EFFECTS.of(Event.OFFER_DISPUTED)
async def show_offer(context: TransitionContext[Application]) -> None:
    """Show the officer who reviews the figures what was offered, and the reason for the dispute."""
    context.detail = context.detail | {"about": _last_offer(context) | {"reason": context.detail.get("reason")}}


@EFFECTS.of(Event.OFFER_REVISED)
async def revise_offer(context: TransitionContext[Application]) -> None:
    """Take over the figures that a source corrected, and close the tasks about the figures before."""
    for task in context.open_tasks:
        close(context, task, "superseded")
    context.case.facts = dict(context.detail["facts"])
    _vouch(context, context.detail["sources"])
    await fix_subject(context)


@EFFECTS.of(Event.OFFER_REVOKED)
async def revoke_offer(context: TransitionContext[Application]) -> None:
    """Keep the figures by which nothing is due any longer."""
    context.case.facts = dict(context.detail["facts"])


def _vouch(context: TransitionContext[Application], by: Mapping[str, str], **paper: str) -> None:
    """Keep where facts that are nobody's claim come from: who supplied each, or read it off which paper."""
    at, application = context.now.isoformat(), context.case
    there = application.facts.keys() | {MATTER_DATE.code}
    supplied = [fact for fact in facts_to_prove(context.item) if fact.code in there & by.keys()]
    application.provenance = application.provenance | {fact.code: entry(fact, by[fact.code], at, **paper) for fact in supplied}


def _last_offer(context: TransitionContext[Application]) -> dict[str, Any]:
    offers = context.tasks_of_kind("offer")
    return dict(offers[-1].about) if offers else {}


@EFFECTS.opens("offer")
async def open_offer(context: TransitionContext[Application]) -> None:
    """Open the offer until the end of the year, with one reminder if the enterprise stays silent."""
    year_end = datetime(context.now.astimezone(BEIJING).year + 1, 1, 1, tzinfo=BEIJING) - timedelta(seconds=1)
    reminder = context.clock.after(context.now, context.days("offer")).at
    # Figures that were upheld are offered as they were.
    about = context.detail.get("about") or _last_offer(context)
    task = await open_task(context, KINDS["offer"], due_at=max(year_end, reminder + timedelta(days=1)), about=about)
    task.warn_at = reminder
