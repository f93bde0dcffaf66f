"""备案和违反承诺的后果。What follows of a filed change, or of a breach: money is asked back, and what is settled ends what bound.

A consequence follows the performance: nothing is asked for before the day of the move, and then on what is paid by then, nor while
another demand on the same award may fall; nothing ends before what is owed is repaid, enforced to its end or waived by two people, and a
demand nobody approves goes back to the filing, or to the decision on the breach.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from activities.case.context import TransitionContext
from activities.case.pace import looks_again_at
from activities.commitment.demands import demands_on, is_contested, propose_all
from models.queries import audit_event as audit_events
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import disbursement as disbursements
from models.queries import filing as filings
from models.tables import Breach, ChangeFiling, Clawback, Commitment
from policy.actors import SYSTEM, Actor
from policy.processes.clawback.lifecycle import OPEN_STAGES
from policy.processes.clawback.lifecycle import Event as Demand
from policy.processes.clawback.lifecycle import Stage as Debt
from policy.processes.commitment.lifecycle import Event, Stage
from policy.processes.commitment.states import APPROVED
from policy.processes.commitment.terms import releases

# Under what a look keeps when to look again, while it is open how much there is to be asked for.
WAITS: Final = "waits_for_what_is_open"
Record: TypeAlias = Callable[..., Awaitable[None]]
"""Records an event of the commitment, with its particulars."""


async def due(context: TransitionContext[Commitment], today: date) -> list[ChangeFiling]:
    """Return the decided changes whose day has come and that have not taken effect."""
    standing = await filings.open_of(context.session, context.case.id)
    return [filing for filing in standing if filing.state in APPROVED and filing.planned_on <= today]


async def follow(context: TransitionContext[Commitment], today: date, record: Record) -> None:
    """Ask for what is to be repaid for each change whose day has come; let those take effect for which everything is settled."""
    for filing in await due(context, today):
        if await _waits(context, filing):
            continue
        await _ask(context, filing, record)
        stands = await _stands(context, filing)
        if stands.refused:
            refused = await _forget(context, filing, stands.refused)
            await record(context, Event.FILING_SENT_BACK, filing_id=str(filing.id), **refused)
        elif context.case.stage == Stage.IN_FORCE and stands.settled:
            await _take_effect(context, filing, record)


async def follow_breach(context: TransitionContext[Commitment], breach: Breach, record: Record) -> None:
    """Ask for what is to be repaid for a breach that is final; once everything is settled, it ends what it broke."""
    if await _waits(context, breach):
        return
    await _ask(context, breach, record)
    stands = await _stands(context, breach)
    if stands.refused:
        await record(context, Event.BREACH_SENT_BACK, breach_id=str(breach.id), **await _forget(context, breach, stands.refused))
    elif stands.settled:
        await record(context, Event.BREACH_SETTLED, breach_id=str(breach.id))


async def _waits(context: TransitionContext[Commitment], ground: ChangeFiling | Breach) -> bool:
    """Tell whether nothing is asked for yet: money of an award is with the treasury, or another demand on it may fall.

    What the treasury pays is taken back as well. What falls of the other demand is asked for here, what stands is not asked twice.
    """
    if ground.asked_at is not None or ground.decided_at is None:
        return False
    unasked = {demand["award"] for demand in ground.demands} - ground.clawbacks.keys()
    waits = await disbursements.is_unanswered(context.session, unasked)
    if not waits:
        reckoned = await _reckoned_anew(context, ground)
        waits = await is_contested(context, [demand for demand in reckoned if demand["award"] in unasked])
    if waits:
        context.kept[WAITS] = looks_again_at(ground.decided_at, context.now)
    return waits


async def _ask(context: TransitionContext[Commitment], ground: ChangeFiling | Breach, record: Record) -> None:
    if ground.asked_at is not None or ground.decided_at is None:
        return
    ground.demands = await _reckoned_anew(context, ground)
    unasked = [demand for demand in ground.demands if demand["amount_fen"] and demand["award"] not in ground.clawbacks]
    if not unasked:
        return
    asked_by = Actor(ground.decided_by or SYSTEM.subject, ground.decided_by_name or SYSTEM.name)
    name = "filing" if isinstance(ground, ChangeFiling) else "breach"
    # What was decided anew asks anew.
    numbers = await propose_all(context, unasked, asked_by, f"{name}/{ground.id}/{ground.decided_at.isoformat()}")
    ground.asked_at, ground.clawbacks = context.now, ground.clawbacks | numbers
    asked = {"clawbacks": list(numbers.values()), "demands": unasked}
    await record(context, Event.REPAYMENT_ASKED, **{f"{name}_id": str(ground.id)}, **asked)


async def _reckoned_anew(context: TransitionContext[Commitment], ground: ChangeFiling | Breach) -> list[dict[str, Any]]:
    """Return what is to be repaid, reckoned on what is paid of each award now: more or less of it may be than when it was decided on.

    What is demanded already stays as it was demanded, and what was found not to be touched is not touched now.
    """
    on = ground.planned_on if isinstance(ground, ChangeFiling) else ground.breach_on
    names = {demand["award"] for demand in ground.demands} - ground.clawbacks.keys()
    bound = [one for one in await commitments.collected(context.session, context.case.id) if one.application.number in names]
    now = {demand["award"]: demand for demand in await demands_on(context, bound, on)}
    return [now.get(demand["award"], demand) for demand in ground.demands]


@dataclass(frozen=True, slots=True)
class _Stands:
    """How the demands of a filing or a breach stand: those that nobody approved, and whether nothing is owed any more."""

    refused: Sequence[Clawback]
    settled: bool


async def _stands(context: TransitionContext[Commitment], ground: ChangeFiling | Breach) -> _Stands:
    asked = await clawbacks.called(context.session, ground.clawbacks.values())
    refused = [one for one in asked if one.stage == Debt.CANCELLED and one.served_at is None]
    return _Stands(refused, not any(one.stage in OPEN_STAGES for one in asked))


async def _forget(context: TransitionContext[Commitment], ground: ChangeFiling | Breach, refused: Sequence[Clawback]) -> dict[str, Any]:
    """Have it decided anew for the awards of which nothing is demanded after all; return which demands were not approved, and why."""
    gone = {one.number for one in refused}
    ground.clawbacks = {award: number for award, number in ground.clawbacks.items() if number not in gone}
    reasons = [await audit_events.last_of(context.session, one.id, (Demand.DEMAND_REFUSED,)) for one in refused]
    why = "；".join(str(found.detail["reason"]) for found in reasons if found is not None)
    return {"clawbacks": sorted(gone), "reason": why}


async def _take_effect(context: TransitionContext[Commitment], filing: ChangeFiling, record: Record) -> None:
    """End what a change touches, if it ends anything, on the day of the move."""
    ended: list[dict[str, Any]] = []
    if releases(filing.kind, repaid=any(demand["amount_fen"] for demand in filing.demands)):
        for bound in await commitments.collected(context.session, context.case.id):
            if bound.application.number in filing.touched:
                bound.collected.ended_on, bound.collected.cause = max(filing.planned_on, bound.undertaking.starts_on), "released"
                award = {"award": bound.application.number, "on": bound.collected.ended_on.isoformat(), "cause": "released"}
                ended.append(award)
    filing.took_effect_at = context.now
    await context.session.flush()
    if ended:
        await record(context, Event.COMMITMENT_ENDED, ended=ended)
    await record(context, Event.FILING_TOOK_EFFECT, filing_id=str(filing.id))
