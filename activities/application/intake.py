"""受理的效果。What the events of submission and correction change: date, year and subject."""

from __future__ import annotations

from activities.application.borrowed import require_loan
from activities.application.claims import require_project
from activities.application.once import require_once
from activities.application.rules import rule_book
from activities.application.subject import fix_subject, require_other_days
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import standing_documents
from models.commands.window import put_in_window
from models.queries import suspension
from models.queries.conduct import require_supportable
from models.tables import Application
from policy.judging.provenance import entry
from policy.language.items import Process
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.completeness import require_complete, require_in_time
from policy.processes.application.confirming import REQUESTED
from policy.processes.application.lifecycle import Event
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


@EFFECTS.of(Event.SUBMITTED)
async def take_in(context: TransitionContext[Application]) -> None:
    """Fix what the application is judged by: its date, its year, its subject."""
    application, item = context.case, context.item
    application.programme_year = context.now.astimezone(BEIJING).year
    rules = await rule_book(context)
    window = await put_in_window(context.session, item, application, context.received, rules)
    if window is not None and item.year_code is None:
        application.programme_year = window.year
    today = context.now.astimezone(BEIJING).date()
    await suspension.require_not_suspended(context.session, application.item_code, today, application.matter_date)
    await require_supportable(context.session, item, application.enterprise_uscc, today, rules=rules, told=True)
    await check_complete(context)
    await require_project(context, today)
    # With the stage: what is set before a look is written for itself.
    application.submitted_at = context.now


@EFFECTS.of(AcceptanceEvent.CORRECTED)
async def check_complete(context: TransitionContext[Application]) -> None:
    """Refuse an application whose facts or evidence are not all there, naming each; otherwise fix its subject and its cap."""
    application, item = context.case, context.item
    there = {document.evidence_code for document in await standing_documents(context)}
    require_complete(item, application.facts, application.claims, application.matter_date, there, application.asked_evidence)
    applied_on = (application.submitted_at or context.now).astimezone(BEIJING).date()
    require_in_time(item, application.facts, application.matter_date, applied_on)
    # What is asked for is the applicant's to say; everything else is read off a paper, or supplied by somebody else.
    asked_for = [fact for fact in item.facts if fact.code == REQUESTED and fact.code in application.facts]
    application.provenance = {fact.code: entry(fact, context.actor.subject, context.now.isoformat()) for fact in asked_for}
    await fix_subject(context)
    if item.process is Process.INTEREST_SUBSIDY:
        # From here on claims of one loan take turns, so that no day is claimed twice at the same moment.
        await require_loan(context)
    await require_other_days(context, "period")
    await require_once(context)
