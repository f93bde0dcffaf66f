"""免申即享与项目转入。What changes when an award nobody applied for comes in, and when its figures are disputed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from activities.effects.registry import effect
from activities.tasks import close, open_task, opener
from activities.work import Work
from models.queries import case, suspension
from policy.documents import faults_in_facts
from policy.errors import Refusal
from policy.lifecycles.application import Event
from policy.tasks import KINDS
from policy.text import Text
from policy.working_days import BEIJING


@effect(Event.OFFERED, Event.CARRIED_OVER)
async def take_over(work: Work) -> None:
    """Fix what the award is judged by: its date, its year, its subject. Its facts come from where it was found or earned."""
    application, item = work.application, work.item
    application.submitted_at = work.now
    application.programme_year = work.now.astimezone(BEIJING).year
    await suspension.require_not_suspended(work.session, item.code, work.now.astimezone(BEIJING).date())
    _fix_subject(work)


@effect(Event.FIGURES_CORRECTED)
async def correct_figures(work: Work) -> None:
    """Take the officer's figures in place of the disputed ones."""
    application, item = work.application, work.item
    facts = application.facts | dict(work.detail.get("facts") or {})
    if faults := faults_in_facts(item, facts):
        raise Refusal("invalid_input", Text("更正后的数据有误。", "The corrected figures are not valid."), faults, clause=item.citation)
    application.facts = facts
    _fix_subject(work)


@effect(Event.OFFER_DISPUTED)
async def show_offer(work: Work) -> None:
    """Show whoever looks into the figures what was offered, and what the enterprise says to it."""
    work.detail = work.detail | {"about": await _last_offer(work) | {"reason": work.detail.get("reason")}}


@effect(Event.OFFER_REVISED)
async def revise_offer(work: Work) -> None:
    """Go on with the figures its source corrected; whatever is open is about the figures before."""
    for task in await case.open_tasks(work.session, work.case.id):
        close(work, task, "superseded")
    work.application.facts = dict(work.detail["facts"])
    _fix_subject(work)


@effect(Event.OFFER_REVOKED)
async def revoke_offer(work: Work) -> None:
    """Keep the figures by which nothing is due any longer."""
    work.application.facts = dict(work.detail["facts"])


async def _last_offer(work: Work) -> dict[str, Any]:
    offers = await case.tasks_of_kind(work.session, work.case.id, "offer")
    return dict(offers[-1].about) if offers else {}


def _fix_subject(work: Work) -> None:
    application, item = work.application, work.item
    application.subject = item.subject_of(application.facts, application.enterprise_uscc)
    application.cap_key = item.cap_key_of(application.facts, application.enterprise_uscc, application.programme_year or 0)


@opener("offer")
async def open_offer(work: Work) -> None:
    """Offer it until the end of the year; after a while of silence the enterprise is reminded once."""
    year_end = datetime(work.now.astimezone(BEIJING).year + 1, 1, 1, tzinfo=BEIJING) - timedelta(seconds=1)
    reminder = work.clock.after(work.now, work.days("offer")).at
    # Figures that were upheld are offered as they were.
    about = work.detail.get("about") or await _last_offer(work)
    task = await open_task(work, KINDS["offer"], due_at=max(year_end, reminder + timedelta(days=1)), about=about)
    task.warn_at = reminder
