"""承诺的归集与检视。What an enterprise's commitment does by itself: collects what was signed, ends what is served, and opens a breach.

One look does all of it, from what is stored: what woke it does not matter, so a signal that is repeated, late or false changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from activities.application.commitment_terms import terms_on
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.commitment import answers, following, together
from activities.commitment.breaches import end_settled, overtake
from models.queries import breach as breaches
from models.queries import commitment as commitments
from models.queries import commitment_check as checks
from models.queries import enterprise as enterprises
from models.queries import filing as filings
from models.queries import succession
from models.queries.commitment import Bound
from models.tables import Breach, CollectedUndertaking, Commitment, CommitmentCheck
from policy.actors import SYSTEM
from policy.days import in_chinese
from policy.processes.commitment.lifecycle import BINDING, ENDED, Event, Stage
from policy.processes.commitment.states import APPROVED, UNDECIDED, FilingState
from policy.processes.commitment.terms import last_day, must_be_here, unexcused
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
    await _reclaim(context)
    await _bind_again(context)
    if heir == context.case.enterprise_uscc:
        await _collect(context)
    await _end_hearing(context)
    if context.case.stage == Stage.IN_FORCE:
        await _end_served(context)
        await _end_settled(context)
        ground = await _ground(context)
        if ground is not None:
            await _open_breach(context, ground)
    elif context.case.stage in ENDED:
        # What bound nobody while a bank had its money ends for good with its award: that is no event of what has ended already.
        await end_settled(context)
    await following.follow(context, _today(context), _record)
    if context.case.stage == Stage.IN_FORCE and heir != context.case.enterprise_uscc:
        await _hand_over(context, heir)
    if context.case.stage == Stage.IN_FORCE:
        await _rest(context)
    else:
        context.case.wakes_at = None
    if (again_at := context.kept.get(following.WAITS)) is not None:
        context.case.wakes_at = min(context.case.wakes_at or again_at, again_at)


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


async def _bind_again(context: TransitionContext[Commitment]) -> None:
    """Let bind again what ended because all its money was settled, once something of it is due and paid."""
    again = await commitments.binding_again(context.session, context.case.id)
    for bound in again:
        bound.collected.ended_on = bound.collected.cause = None
    if again:
        await context.session.flush()
        await _record(context, Event.COMMITMENT_COLLECTED, awards=[bound.application.number for bound in again])


async def _hand_over(context: TransitionContext[Commitment], heir: str) -> None:
    """Have whoever took the enterprise's place bound by what bound it, once nothing that was filed is open: that is its own to the end."""
    row, session = context.case, context.session
    bound = await commitments.collected(session, row.id)
    if not bound or await filings.open_of(session, row.id):
        return
    successor = await commitment_of_enterprise(session, context.deployment, heir)
    for found in bound:
        found.collected.commitment_id = successor.id
    await session.flush()
    name = await enterprises.name(session, heir)
    context.words["successor"] = Text(name, name)
    await _record(context, Event.COMMITMENTS_HANDED_OVER, successor=heir, awards=[found.application.number for found in bound])


async def _reclaim(context: TransitionContext[Commitment]) -> None:
    """Follow a breach that is final. What it did not touch, such as an award that was paid since, begins to bind anew afterwards."""
    if context.case.stage == Stage.RECLAIMING and (breach := await breaches.open_of(context.session, context.case.id)) is not None:
        await following.follow_breach(context, breach, _record)


async def _end_hearing(context: TransitionContext[Commitment]) -> None:
    """Ask nothing more of an enterprise that has withdrawn the late filing which the open breach is about, or filed in time in its place.

    That is its answer. Whether there is a breach all the same, two people decide, with all of these filings before them.
    """
    if not context.lifecycle.allows(context.case.stage, Event.GROUND_WITHDRAWN):
        return
    ground = await together.ground_of(context)
    if not ground:
        return
    last = ground[-1]
    if last.state == FilingState.WITHDRAWN:
        await _record(context, Event.GROUND_WITHDRAWN, withdrawn=answers.about(last) | {"reason": last.reason})
    elif not last.late:
        context.words["on"] = Text(in_chinese(last.planned_on), last.planned_on.isoformat())
        await _record(context, Event.GROUND_SUPERSEDED, superseded=answers.about(ground[0]), by=answers.about(last))


async def _end_served(context: TransitionContext[Commitment]) -> None:
    """End what was served; what a move has touched before its last day waits for what is owed."""
    today, ended = _today(context), []
    left = {award for filing in await following.due(context, today) for award in filing.touched}
    for bound in await commitments.collected(context.session, context.case.id):
        until = bound.collected.until
        if until is not None and until < today and bound.application.number not in left:
            bound.collected.ended_on, bound.collected.cause = until, "served"
            ended.append({"award": bound.application.number, "on": until.isoformat(), "cause": "served"})
    if ended:
        await context.session.flush()
        await _record(context, Event.COMMITMENT_ENDED, ended=ended)


async def _end_settled(context: TransitionContext[Commitment]) -> None:
    """End what binds for no money any more, and record it."""
    if ended := await end_settled(context):
        await _record(context, Event.COMMITMENT_ENDED, ended=ended)


async def _ground(context: TransitionContext[Commitment]) -> Breach | None:
    """Return the breach there is ground for: a move the last check found and no filing covers, or a filing that came too late.

    A filing that waits for us covers as well: our being slow makes nobody's breach. What was found before the last breach was closed has
    been dealt with.
    """
    row = context.case
    bound = await commitments.collected(context.session, row.id)
    if not bound:
        return None
    dealt_with = await breaches.last_closed_at(context.session, row.id) or datetime.min.replace(tzinfo=BEIJING)
    check = await checks.latest(context.session, row.enterprise_uscc)
    if check is not None and check.checked_at > dealt_with and (failures := await _uncovered(context, bound, check)):
        checked_on = check.checked_at.astimezone(BEIJING).date()
        return Breach(commitment_id=row.id, cause=Event.MOVE_FOUND, check_id=check.id, failures=failures, breach_on=checked_on)
    every = await filings.of_case(context.session, row.id)
    late = next((filing for filing in every if filing.late and filing.filed_at and filing.filed_at > dealt_with), None)
    return Breach(commitment_id=row.id, cause=Event.FILED_LATE, filing_id=late.id, breach_on=late.planned_on) if late else None


async def _uncovered(context: TransitionContext[Commitment], bound: Sequence[Bound], check: CommitmentCheck) -> list[str]:
    """Return what was found outside the area of which some award that binds was filed no change.

    A filing that was decided covers the awards it touches, however late it came.
    """
    checked_on = check.checked_at.astimezone(BEIJING).date()
    standing = await filings.of_case(context.session, context.case.id, (*UNDECIDED, *APPROVED))
    counted = [filing for filing in standing if filing.planned_on <= checked_on and (filing.state in APPROVED or not filing.late)]
    enterprise = await enterprises.current(context.session, context.case.enterprise_uscc)
    found = set[str]()
    for one in bound:
        if must_be_here(enterprise.kind, [one.application.item_code]):
            covering = [filing.kind for filing in counted if filing.state in UNDECIDED or one.application.number in filing.touched]
            found.update(unexcused(check.failures, covering))
    return [failure for failure in check.failures if failure in found]


async def _open_breach(context: TransitionContext[Commitment], breach: Breach) -> None:
    breach.opened_at = context.now
    context.session.add(breach)
    await context.session.flush()
    bound = await commitments.collected(context.session, context.case.id)
    await _record(
        context,
        Event(breach.cause),
        breach_id=str(breach.id),
        failures=breach.failures,
        breach_on=breach.breach_on.isoformat(),
        # What it concerns, as its notice names it whatever ends meanwhile.
        awards=[one.application.number for one in bound],
    )


async def _rest(context: TransitionContext[Commitment]) -> None:
    """End if nothing binds and nothing is asked; otherwise look again when the next undertaking or approved filing has its day."""
    undertakings = await commitments.collected(context.session, context.case.id)
    undecided = await filings.of_case(context.session, context.case.id, UNDECIDED)
    if not undertakings and not undecided:
        context.case.wakes_at = None
        await overtake(context)
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
