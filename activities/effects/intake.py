"""受理。What coming in changes: the date and subject an application is judged by, and the clock of its acceptance."""

from __future__ import annotations

from activities.effects.claims import require_project
from activities.effects.registry import effect
from activities.work import Work
from models.queries import case, suspension
from models.queries.conduct import require_good_standing
from policy.completeness import require_complete
from policy.lifecycles.application import Event
from policy.working_days import BEIJING


@effect(Event.SUBMITTED)
async def take_in(work: Work) -> None:
    """Fix what the application is judged by: its date, its year, its subject."""
    application = work.application
    application.submitted_at = work.now
    application.programme_year = work.now.astimezone(BEIJING).year
    today = work.now.astimezone(BEIJING).date()
    await suspension.require_not_suspended(work.session, application.item_code, today)
    await require_good_standing(work.session, application.enterprise_uscc)
    await check_complete(work)
    await require_project(work, today)


@effect(Event.CORRECTED)
async def check_complete(work: Work) -> None:
    """Refuse an application whose facts or evidence are not all there, naming each; otherwise fix its subject and its cap's key."""
    application, item = work.application, work.item
    there = await case.evidence_codes(work.session, application.id)
    require_complete(item, application.facts, application.matter_date, there)
    application.subject = item.subject_of(application.facts, application.enterprise_uscc)
    application.cap_key = item.cap_key_of(application.facts, application.enterprise_uscc, application.programme_year or 0)


@effect(Event.CORRECTION_REQUESTED)
async def stop_acceptance_clock(work: Work) -> None:
    """Keep what is left of the acceptance period: the clock stands still while the applicant has the ball."""
    if work.task is not None and work.task.due_at is not None:
        work.application.clocks = dict(work.application.clocks) | {"acceptance": work.clock.remaining(work.now, work.task.due_at)}
