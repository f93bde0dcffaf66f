"""承诺的归集与检视。What an enterprise's commitment does by itself: collects what was signed, ends what is served, and opens a breach.

One look does all of it, from what is stored: what woke it does not matter, so a signal that is repeated, late or false changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from activities.application.commitment_terms import terms_on
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.commitment.demands import propose_all
from models.queries import breach as breaches
from models.queries import commitment as commitments
from models.queries import commitment_check as checks
from models.queries import enterprise as enterprises
from models.queries import filing as filings
from models.queries import succession
from models.tables import Breach, CollectedUndertaking, Commitment
from policy.actors import SYSTEM, Actor
from policy.processes.commitment.lifecycle import BINDING, Event, Stage
from policy.processes.commitment.states import APPROVED, UNDECIDED, FilingState
from policy.processes.commitment.terms import last_day, releases, unexcused
from policy.text import Text
from policy.working_days import BEIJING


async def commitment_of_enterprise(session: AsyncSession, deployment: Deployment, uscc: str) -> Commitment:
    """Return the commitment to stay of an enterprise, written as a draft if this is its first. Two awards paid at once write one."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"commitment/{uscc}"})
    found = await commitments.of_enterprise(session, uscc)
    if found is None:
        found = Commitment(number=uscc, department=deployment.commitment_department, created_by=SYSTEM.subject, enterprise_uscc=uscc)
        session.add(found)
        await session.flush()
    return found


async def look(context: TransitionContext[Commitment]) -> None:
    """Do what is due: collect, end, release, open a breach, hand over or be over; and say when to look again."""
    heir = await succession.current(context.session, context.case.enterprise_uscc)
    if heir == context.case.enterprise_uscc:
        await _collect(context)
    await _ask_for_repayment(context)
    if context.case.stage == Stage.IN_FORCE:
        await _end(context)
        ground = await _ground(context)
        if ground is not None:
            await _open_breach(context, ground)
    if context.case.stage == Stage.IN_FORCE and heir != context.case.enterprise_uscc:
        await _hand_over(context, heir)
    if context.case.stage == Stage.IN_FORCE:
        await _rest(context)
    else:
        context.case.wakes_at = None


async def _record(context: TransitionContext[Commitment], event: Event, **detail: Any) -> None:  # noqa: ANN401 - JSON
    """Record one of the several things a look may find; each has a key of its own, the first that of the look."""
    key, times = context.key, 1
    while context.is_recorded(key):
        key, times = f"{context.key}/{times}", times + 1
    await apply(replace(context, event=event, detail=detail, key=key))


async def _collect(context: TransitionContext[Commitment]) -> None:
    """Collect what was signed and paid since the last look, and give an end to what a rule has given one meanwhile."""
    row = context.case
    found = await commitments.uncollected(context.session, row.enterprise_uscc)
    for undertaking, _ in found:
        context.session.add(
            CollectedUndertaking(undertaking_id=undertaking.id, commitment_id=row.id, until=undertaking.ends_on, collected_at=context.now)
        )
    await context.session.flush()
    begins = row.stage not in BINDING
    # What a predecessor was bound by has been handed over to one whom nothing bound, or nothing any longer.
    binding = await commitments.collected(context.session, row.id) if found or begins else []
    if found or binding:
        awards = [bound.application for bound in binding] if begins else [application for _, application in found]
        await _record(context, Event.COMMITMENT_COLLECTED, awards=[application.number for application in awards])
    without_end = [bound for bound in await commitments.collected(context.session, row.id) if bound.collected.until is None]
    # An enterprise with many awards has them for few items.
    items = {bound.application.item_code for bound in without_end}
    years = {item_code: (await terms_on(context.session, item_code, _today(context)))["stay_years"] for item_code in items}
    for bound in without_end:
        stay_years = years[bound.application.item_code]
        if stay_years is not None:
            bound.collected.until = last_day(bound.undertaking.starts_on, stay_years)


async def _hand_over(context: TransitionContext[Commitment], heir: str) -> None:
    """Have whoever took the enterprise's place bound by what bound it, once nothing that was filed is open: that is its own to the end."""
    row, session = context.case, context.session
    filed = await filings.of_case(session, row.id, (*UNDECIDED, *APPROVED))
    bound = await commitments.collected(session, row.id)
    if not bound or any(filing.state in UNDECIDED or filing.planned_on > _today(context) for filing in filed):
        return
    successor = await commitment_of_enterprise(session, context.deployment, heir)
    for found in bound:
        found.collected.commitment_id = successor.id
    await session.flush()
    name = await enterprises.name(session, heir)
    context.words["successor"] = Text(name, name)
    await _record(context, Event.COMMITMENTS_HANDED_OVER, successor=heir, awards=[found.application.number for found in bound])


async def _ask_for_repayment(context: TransitionContext[Commitment]) -> None:
    """Propose the clawbacks of filings that were approved with repayment, and of a breach that is final."""
    for filing in await filings.of_case(context.session, context.case.id, (FilingState.APPROVED_WITH_REPAYMENT,)):
        if filing.asked_at is None:
            filing.asked_at = context.now
            asked_by = Actor(filing.decided_by or SYSTEM.subject, filing.decided_by_name or SYSTEM.name)
            numbers = await propose_all(context, filing.demands, asked_by, f"filing/{filing.id}")
            await _record(context, Event.REPAYMENT_ASKED, filing_id=str(filing.id), clawbacks=numbers)
    if context.case.stage == Stage.RECLAIMING and (breach := await breaches.open_of(context.session, context.case.id)) is not None:
        asked_by = Actor(breach.decided_by or SYSTEM.subject, breach.decided_by_name or SYSTEM.name)
        numbers = await propose_all(context, breach.demands, asked_by, f"breach/{breach.id}")
        await _record(context, Event.REPAYMENT_ASKED, breach_id=str(breach.id), clawbacks=numbers)


async def _end(context: TransitionContext[Commitment]) -> None:
    """End what was served, and what an approved filing released on its day."""
    today, ended = _today(context), []
    leaves = [
        filing.planned_on
        for filing in await filings.of_case(context.session, context.case.id, APPROVED)
        if releases(filing.kind, repaid=filing.state == FilingState.APPROVED_WITH_REPAYMENT)
    ]
    for bound in await commitments.collected(context.session, context.case.id):
        left_on = min((on for on in leaves if bound.undertaking.starts_on <= on <= today), default=None)
        until = bound.collected.until
        if until is not None and until < today and (left_on is None or until < left_on):
            bound.collected.ended_on, bound.collected.cause = until, "served"
        elif left_on is not None:
            bound.collected.ended_on, bound.collected.cause = left_on, "released"
        else:
            continue
        ended.append({"award": bound.application.number, "on": bound.collected.ended_on.isoformat(), "cause": bound.collected.cause})
    if ended:
        await context.session.flush()
        await _record(context, Event.COMMITMENT_ENDED, ended=ended)


async def _ground(context: TransitionContext[Commitment]) -> Breach | None:
    """Return the breach there is ground for: a move the last check found and no filing covers, or a filing that came too late.

    A filing that waits for us covers as well: our being slow makes nobody's breach. What was found before the last breach was closed has
    been dealt with.
    """
    row = context.case
    if not await commitments.collected(context.session, row.id):
        return None
    dealt_with = await breaches.last_closed_at(context.session, row.id) or datetime.min.replace(tzinfo=BEIJING)
    standing = await filings.of_case(context.session, row.id, (*UNDECIDED, *APPROVED))
    check = await checks.latest(context.session, row.enterprise_uscc)
    if check is not None and check.checked_at > dealt_with:
        checked_on = check.checked_at.astimezone(BEIJING).date()
        # Approved it covers, however late it came.
        counted = [filing for filing in standing if filing.state in APPROVED or not filing.late]
        covering = [filing.kind for filing in counted if filing.planned_on <= checked_on]
        if failures := unexcused(check.failures, covering):
            return Breach(commitment_id=row.id, cause=Event.MOVE_FOUND, check_id=check.id, failures=failures, breach_on=checked_on)
    every = await filings.of_case(context.session, row.id)
    late = next((filing for filing in every if filing.late and filing.filed_at and filing.filed_at > dealt_with), None)
    return Breach(commitment_id=row.id, cause=Event.FILED_LATE, filing_id=late.id, breach_on=late.planned_on) if late else None


async def _open_breach(context: TransitionContext[Commitment], breach: Breach) -> None:
    breach.opened_at = context.now
    context.session.add(breach)
    await context.session.flush()
    await _record(context, Event(breach.cause), breach_id=str(breach.id), failures=breach.failures, breach_on=breach.breach_on.isoformat())


async def _rest(context: TransitionContext[Commitment]) -> None:
    """End if nothing binds and nothing is asked; otherwise look again when the next undertaking or approved filing has its day."""
    undertakings = await commitments.collected(context.session, context.case.id)
    undecided = await filings.of_case(context.session, context.case.id, UNDECIDED)
    if not undertakings and not undecided:
        context.case.wakes_at = None
        await _record(context, Event.ALL_COMMITMENTS_ENDED)
        return
    approved = await filings.of_case(context.session, context.case.id, APPROVED)
    days = [bound.collected.until + timedelta(days=1) for bound in undertakings if bound.collected.until]
    days += [filing.planned_on for filing in approved if filing.planned_on > _today(context)]
    context.case.wakes_at = min((_begins(day) for day in days), default=None)


def _today(context: TransitionContext[Commitment]) -> date:
    return context.now.astimezone(BEIJING).date()


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
