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
from policy.actors import SYSTEM
from policy.errors import Code, Refusal
from policy.judging.documents import MATTER_DATE, faults_in_facts
from policy.judging.provenance import entry, facts_to_prove
from policy.language.facts import Json
from policy.processes.application.disputing import DISPUTED, disputing_form, faults_in_correction, read_disputed
from policy.processes.application.lifecycle import Event
from policy.processes.application.offered import amount_said, figures_said
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


@EFFECTS.of(Event.OFFERED, Event.CARRIED_OVER)
async def take_over(context: TransitionContext[Application]) -> None:
    """Fix what the award is judged by: its date, its year, its subject. Its facts come from where it was found or earned."""
    application, item = context.case, context.item
    _vouch(context, context.detail["sources"], context.detail.get("planned"))
    application.submitted_at = context.now
    application.programme_year = context.now.astimezone(BEIJING).year
    await suspension.require_not_suspended(context.session, item.code, context.now.astimezone(BEIJING).date(), application.matter_date)
    await fix_subject(context)


@EFFECTS.asks("offer")
async def ask_what_is_disputed(context: TransitionContext[Application], department: str) -> dict[str, Any]:  # noqa: ARG001 - the applicant's
    """Ask whoever disputes an offer which figures are disputed."""
    return disputing_form(context.item)


@EFFECTS.of(Event.OFFER_DISPUTED)
async def show_offer(context: TransitionContext[Application]) -> None:
    """Show the officer who reviews the figures what was offered, which of it is disputed, and why."""
    disputed = read_disputed(context.item, context.detail.get(DISPUTED), context.case.facts)
    said = {DISPUTED: disputed, "reason": context.detail.get("reason")}
    context.detail = context.detail | {"about": last_offer(context) | said}


@EFFECTS.of(Event.FIGURES_CORRECTED)
async def correct_figures(context: TransitionContext[Application]) -> None:
    """Take the figures that an officer read off a paper in place of the disputed ones, and of no others; a second officer confirms them.

    Where the source itself corrects a figure, its word is asked for instead: the member is assessed anew, and the offer with it.
    """
    application, item = context.case, context.item
    corrected = dict(context.detail.get("facts") or {})
    disputed = [one["fact"] for one in (context.task.about.get(DISPUTED, ()) if context.task else ())]
    faults = faults_in_facts(item, application.facts | corrected)
    faults += faults_in_correction(item, corrected, application.facts, disputed)
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("更正后的数据有误。", "The corrected figures are not valid."), faults, clause=item.citation)
    before = {code: application.facts.get(code) for code in corrected}
    application.facts = application.facts | corrected
    paper = {"reference": context.detail["reference"], "reason": context.detail["reason"]}
    _vouch(context, dict.fromkeys(corrected, context.actor.subject), before, **paper)
    await fix_subject(context)


@EFFECTS.of(Event.OFFER_REVISED)
async def revise_offer(context: TransitionContext[Application]) -> None:
    """Take over the figures that a source corrected, and close the tasks about the figures before."""
    _say_what_changed(context, int(last_offer(context)["award_fen"]), int(context.detail["about"]["award_fen"]))
    for task in context.open_tasks:
        close(context, task, Closing.SUPERSEDED)
    context.case.facts = dict(context.detail["facts"])
    _vouch(context, context.detail["sources"])
    await fix_subject(context)


@EFFECTS.of(Event.OFFER_RAISED)
async def raise_offer(context: TransitionContext[Application]) -> None:
    """Say what is taken back to be released in a greater amount; it was made by the figures before."""
    _say_what_changed(context, int(context.detail["before_fen"]), int(context.detail["after_fen"]))


@EFFECTS.of(Event.OFFER_REVOKED)
async def revoke_offer(context: TransitionContext[Application]) -> None:
    """Keep the figures by which nothing is due any longer."""
    _say_what_changed(context, int(last_offer(context)["award_fen"]), 0)
    context.case.facts = dict(context.detail["facts"])


def _say_what_changed(context: TransitionContext[Application], before_fen: int, after_fen: int) -> None:
    """Say which figures are others, and which amount is due, and that the sources were asked about a dispute if they were.

    Raises:
        Refusal: `wrong_stage` while the figures are disputed and somebody other than who answers that would change them.
    """
    is_answer = context.actor == SYSTEM
    if not is_answer and not any(task.kind == "offer" for task in context.open_tasks):
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                "该企业对告知的数据有异议，尚未答复；请先办理该异议，可由此请来源单位再次核对。",
                "Its figures are disputed and that is not answered yet. Answer it first; the sources can be asked again by that.",
            ),
        )
    context.words |= {
        "heard": Text("异议已请来源单位核对，", "the sources were asked about what was disputed; ") if is_answer else Text("", ""),
        "figures": figures_said(context.item, context.case.facts, context.detail["facts"]),
        "amount": amount_said(before_fen, after_fen),
    }


def _vouch(context: TransitionContext[Application], by: Mapping[str, str], before: Mapping[str, Json] | None = None, **paper: str) -> None:
    """Keep where facts that are nobody's claim come from: who supplied each, or read it off which paper, and what stood before."""
    at, application, stood = context.now.isoformat(), context.case, before or {}
    there = application.facts.keys() | {MATTER_DATE.code}
    supplied = [fact for fact in facts_to_prove(context.item) if fact.code in there & by.keys()]
    application.provenance = application.provenance | {
        fact.code: entry(fact, by[fact.code], at, **paper, **({"before": stood[fact.code]} if fact.code in stood else {}))
        for fact in supplied
    }


def last_offer(context: TransitionContext[Application]) -> dict[str, Any]:
    """Return what was offered last, its amount (`award_fen`) and by which figures; {} of an award that was not offered."""
    offers = context.tasks_of_kind("offer")
    return dict(offers[-1].about) if offers else {}


@EFFECTS.opens("offer")
async def open_offer(context: TransitionContext[Application]) -> None:
    """Open the offer until the end of the year, with one reminder if the enterprise stays silent."""
    year_end = datetime(context.now.astimezone(BEIJING).year + 1, 1, 1, tzinfo=BEIJING) - timedelta(seconds=1)
    reminder = context.clock.after(context.now, context.days("offer")).at
    # Figures that were upheld are offered as they were.
    about = context.detail.get("about") or last_offer(context)
    task = await open_task(context, KINDS["offer"], due_at=max(year_end, reminder + timedelta(days=1)), about=about)
    task.warn_at = reminder
