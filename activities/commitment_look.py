"""承诺的归集与检视。What an enterprise's commitment does by itself: collects what was signed, ends what is served, and opens a breach.

One look does all of it, from what is stored: what woke it does not matter, so a signal that is repeated, late or false changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from activities.demands import propose_all
from activities.deployment import Deployment
from activities.effects.commitment import the_commitment
from activities.terms import terms_on
from activities.transitions import apply
from activities.work import Work
from models.queries import case
from models.queries import commitment as commitments
from models.tables import Breach, CollectedUndertaking, Commitment
from policy.actors import SYSTEM, Actor
from policy.commitment import last_day, releases, unexcused
from policy.lifecycles.commitment import Event, Stage
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


async def look(work: Work) -> None:
    """Do what is due: collect, end, release, open a breach, or be over; and say when to look again."""
    await _collect(work)
    await _ask_for_repayment(work)
    if work.case.stage == Stage.IN_FORCE:
        await _end(work)
        ground = await _ground(work)
        if ground is not None:
            await _open_breach(work, ground)
    if work.case.stage == Stage.IN_FORCE:
        await _rest(work)
    else:
        work.case.wakes_at = None


async def _record(work: Work, event: Event, **detail: Any) -> None:  # noqa: ANN401 - JSON
    """Record one of the several things a look may find; each has a key of its own, the first that of the look."""
    key, times = work.key, 1
    while await case.event_with_key(work.session, key) is not None:
        key, times = f"{work.key}/{times}", times + 1
    await apply(replace(work, event=event, detail=detail, key=key))


async def _collect(work: Work) -> None:
    """Collect what was signed and paid since the last look, and give an end to what a rule has given one meanwhile."""
    row = the_commitment(work)
    found = await commitments.uncollected(work.session, row.enterprise_uscc)
    for undertaking, _ in found:
        work.session.add(
            CollectedUndertaking(undertaking_id=undertaking.id, commitment_id=row.id, until=undertaking.ends_on, collected_at=work.now)
        )
    if found:
        await work.session.flush()
        await _record(work, Event.COMMITMENT_COLLECTED, awards=[application.number for _, application in found])
    for bound in await commitments.collected(work.session, row.id):
        if bound.collected.until is None:
            terms = await terms_on(work.session, bound.application.item_code, _today(work))
            if terms["stay_years"] is not None:
                bound.collected.until = last_day(bound.undertaking.starts_on, terms["stay_years"])


async def _ask_for_repayment(work: Work) -> None:
    """Propose the clawbacks of filings that were approved with repayment, and of a breach that is final."""
    for filing in await commitments.filings_of(work.session, work.case.id, ("approved_with_repayment",)):
        if filing.asked_at is None:
            filing.asked_at = work.now
            asked_by = Actor(filing.decided_by or SYSTEM.subject, filing.decided_by_name or SYSTEM.name)
            numbers = await propose_all(work, filing.demands, asked_by, f"filing/{filing.id}")
            await _record(work, Event.REPAYMENT_ASKED, filing_id=str(filing.id), clawbacks=numbers)
    if work.case.stage == Stage.RECLAIMING and (breach := await commitments.open_breach(work.session, work.case.id)) is not None:
        asked_by = Actor(breach.decided_by or SYSTEM.subject, breach.decided_by_name or SYSTEM.name)
        numbers = await propose_all(work, breach.demands, asked_by, f"breach/{breach.id}")
        await _record(work, Event.REPAYMENT_ASKED, breach_id=str(breach.id), clawbacks=numbers)


async def _end(work: Work) -> None:
    """End what was served, and what an approved filing released on its day."""
    today, ended = _today(work), []
    leaves = [
        filing.planned_on
        for filing in await commitments.filings_of(work.session, work.case.id, commitments.APPROVED)
        if releases(filing.kind, repaid=filing.state == "approved_with_repayment")
    ]
    for bound in await commitments.collected(work.session, work.case.id):
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
        await work.session.flush()
        await _record(work, Event.COMMITMENT_ENDED, ended=ended)


async def _ground(work: Work) -> Breach | None:
    """Return the breach there is ground for: a move the last check found and no filing covers, or a filing that came too late.

    A filing that waits for us covers as well: our being slow makes nobody's breach. What was found before the last breach was closed has
    been dealt with.
    """
    row = the_commitment(work)
    if not await commitments.collected(work.session, row.id):
        return None
    dealt_with = await commitments.last_closed_at(work.session, row.id) or datetime.min.replace(tzinfo=BEIJING)
    filings = await commitments.filings_of(work.session, row.id, (*commitments.UNDECIDED, *commitments.APPROVED))
    check = await commitments.latest_check(work.session, row.enterprise_uscc)
    if check is not None and check.checked_at > dealt_with:
        checked_on = check.checked_at.astimezone(BEIJING).date()
        # Approved it covers, however late it came.
        counted = [filing for filing in filings if filing.state in commitments.APPROVED or not filing.late]
        covering = [filing.kind for filing in counted if filing.planned_on <= checked_on]
        if failures := unexcused(check.failures, covering):
            return Breach(commitment_id=row.id, cause=Event.MOVE_FOUND, check_id=check.id, failures=failures, breach_on=checked_on)
    every = await commitments.filings_of(work.session, row.id)
    late = next((filing for filing in every if filing.late and filing.filed_at and filing.filed_at > dealt_with), None)
    return Breach(commitment_id=row.id, cause=Event.FILED_LATE, filing_id=late.id, breach_on=late.planned_on) if late else None


async def _open_breach(work: Work, breach: Breach) -> None:
    breach.opened_at = work.now
    work.session.add(breach)
    await work.session.flush()
    await _record(work, Event(breach.cause), breach_id=str(breach.id), failures=breach.failures, breach_on=breach.breach_on.isoformat())


async def _rest(work: Work) -> None:
    """Be over if nothing binds and nothing is asked; otherwise look again when the next commitment or approved filing has its day."""
    undertakings = await commitments.collected(work.session, work.case.id)
    undecided = await commitments.filings_of(work.session, work.case.id, commitments.UNDECIDED)
    if not undertakings and not undecided:
        work.case.wakes_at = None
        await _record(work, Event.ALL_COMMITMENTS_ENDED)
        return
    approved = await commitments.filings_of(work.session, work.case.id, commitments.APPROVED)
    days = [bound.collected.until + timedelta(days=1) for bound in undertakings if bound.collected.until]
    days += [filing.planned_on for filing in approved if filing.planned_on > _today(work)]
    work.case.wakes_at = min((_begins(day) for day in days), default=None)


def _today(work: Work) -> date:
    return work.now.astimezone(BEIJING).date()


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
