"""追回文书。The papers of a clawback, each read off the event it was issued by: served, standing, in parts, missed, enforced, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from api.views.matter import day, matter, not_yet, until
from api.views.redecision_letter import decided_by
from models.queries import breach as breaches
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import filing as filings
from models.queries import succession
from models.queries.history import Moment
from models.session import Session
from models.tables import AuditEvent, Case, Clawback, Commitment
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.clawback_ended import Ended, Received, clawback_ended
from policy.letters.clawback_notice import Demand, Departure, Signed, clawback_notice
from policy.letters.clawback_progress import Claimable, Progress, Turn, clawback_progress, enforcement, reminder
from policy.letters.paper import Paper
from policy.letters.repaying import Due, Repaying
from policy.money import parse_rate
from policy.processes.clawback.came_back import CameBack
from policy.processes.clawback.conditions import surcharge_on
from policy.processes.clawback.grounds import GroundEvent
from policy.processes.clawback.lifecycle import CLAWBACK, STANDING, Event, Stage
from policy.processes.clawback.owing import LATE_INTEREST, WITH_SURCHARGE, Owed
from policy.processes.commitment.terms import rules_of_late_rate
from policy.text import Text

_TURNS: Final[Mapping[str, Turn]] = {
    Event.DEMAND_ACCEPTED: Turn.ACCEPTED,
    Event.DEMAND_UNANSWERED: Turn.UNANSWERED,
    Event.DISPUTE_DISMISSED: Turn.DISMISSED,
    Event.DEMAND_REDUCED: Turn.REDUCED,
    Event.INSTALMENTS_GRANTED: Turn.GRANTED,
    Event.INSTALMENTS_REFUSED: Turn.REFUSED,
    Event.EXTENDED: Turn.EXTENDED,
    GroundEvent.DEMAND_LOWERED: Turn.LOWERED,
}
_STANDS: Final = (Event.DEMAND_ACCEPTED, Event.DEMAND_UNANSWERED, Event.DISPUTE_DISMISSED, Event.DEMAND_REDUCED)
_PLANNED: Final = (Event.INSTALMENTS_GRANTED, Event.INSTALMENTS_REFUSED)
# Those of one kind share the word of their number, and are counted together.
_KINDS: Final[Mapping[str, Sequence[str]]] = {**dict.fromkeys(_STANDS, _STANDS), **dict.fromkeys(_PLANNED, _PLANNED)}
_CLOSING: Final = frozenset(event for (_, event), stage in CLAWBACK.transitions.items() if stage in CLAWBACK.terminal)
# Who confirms what somebody else ruled gives no reason of their own: the enterprise reads the ruling's.
_RULED: Final[Mapping[str, str]] = {Event.DEMAND_REDUCED: Event.REDUCTION_ASKED, Event.DISPUTE_UPHELD: Event.RELEASE_ASKED}
_REASONED: Final = frozenset({Event.DISPUTE_DISMISSED, Event.INSTALMENTS_REFUSED, *_RULED})
_GROUNDS: Final[Mapping[str, str]] = {Event.DISPUTE_UPHELD: "upheld", GroundEvent.DEMAND_WITHDRAWN: "gone"}
ISSUED_OF_CLAWBACKS: Final = frozenset({Event.DEMAND_APPROVED, *_TURNS, Event.INSTALMENT_MISSED, Event.HANDED_OVER, *_CLOSING})
"""The events of a clawback by which a paper is issued."""


async def clawback_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a clawback issued.

    Raises:
        Refusal: `wrong_stage`, for what ended before it was served.
    """
    assert isinstance(row, Clawback)  # noqa: S101 - what the process says
    if not any(one.event == Event.DEMAND_APPROVED for one in then.events):
        raise not_yet()
    event, item = then.events[-1], item_called(row.item_code)
    ordinal = then.count_of(*_KINDS.get(event.event, (event.event,)))
    about = await matter(session, row, then, event.occurred_at, language, ordinal)
    if event.event in _CLOSING:
        return clawback_ended(item, about, await _ended(session, row, then), language)
    demand = await _demand(session, row, then, bodies, language)
    if event.event == Event.DEMAND_APPROVED:
        return clawback_notice(item, about, demand, bodies, language)
    if event.event == Event.INSTALMENT_MISSED:
        return reminder(item, about, demand, _dues(event, "overdue"), _owed(event), bodies, language)
    if event.event == Event.HANDED_OVER:
        return enforcement(item, about, demand, str(event.detail.get("court", "")), _owed(event), bodies, language)
    changed, owed = event.detail.get("about", {}), _owed(event)
    progress = Progress(
        _TURNS[event.event],
        demand,
        changed.get("before_fen"),
        _reason(then),
        owed,
        CameBack.parse(event.detail.get("letter", {}).get("returned")),
        stands=then.stage in STANDING,
        interest_back_fen=event.detail.get("interest_owed_back_fen", 0),
        claimable_again=Claimable(**again) if (again := event.detail.get("claimable_again")) else None,
    )
    return clawback_progress(item, about, progress, bodies, language)


async def _demand(session: Session, row: Clawback, then: Moment, bodies: Bodies, language: str) -> Demand:
    """Return what was demanded at an event: its amount and days are those the event kept, for more may have come in since."""
    event = then.events[-1]
    told = event.detail if event.event == Event.DEMAND_APPROVED else {**event.detail.get("about", {}), **event.detail.get("letter", {})}
    amount_fen = told.get("amount_fen", told.get("after_fen", row.amount_fen))
    late_rate = parse_rate(told.get("late_rate", row.late_rate))
    repaying = Repaying(_dues(event, "dues"), row.repayment_days or 0, late_rate, await _ruled_by(session, row) if late_rate else None)
    award = (await clawbacks.award_numbers(session, [row]))[row.application_id]
    reckoning = told.get("reckoning", row.reckoning)
    returned = CameBack.parse(event.detail.get("returned")) if event.event == Event.DEMAND_APPROVED else CameBack()
    surcharge_fen = told.get("surcharge_fen", surcharge_on(reckoning, amount_fen, returned.counted_fen))
    demand = Demand(award, row.cause, amount_fen, until(then), repaying, reckoning, returned=returned, surcharge_fen=surcharge_fen)
    if event.event != Event.DEMAND_APPROVED:
        return demand
    demand = replace(demand, owed_back_fen=told.get("owed_back_fen", 0))
    if row.cause == "breach":
        return replace(demand, departure=await _departure(session, row), signed=await _signed(session, row))
    number = row.reckoning.get("redecision")
    return replace(demand, changed_by=await decided_by(session, str(number), bodies, language)) if number else demand


def _dues(event: AuditEvent, which: str) -> list[Due]:
    kept = event.detail.get("letter", {}).get(which, ())
    return [Due(date.fromisoformat(part["due_on"]), part["amount_fen"]) for part in kept]


def _owed(event: AuditEvent) -> Owed | None:
    kept: dict[str, Any] | None = event.detail.get("letter", {}).get("owed")
    if kept is None:
        return None
    on = date.fromisoformat(kept["owed_on"])
    return Owed(
        on,
        kept["principal_left_fen"],
        kept["interest_left_fen"],
        kept["surcharged"],
        kept.get("returned_fen", 0),
        kept.get("set_off_fen", 0),
    )


def _reason(then: Moment) -> str:
    """Return why it was decided so, where the enterprise reads it."""
    event = then.events[-1]
    if event.event not in _REASONED:
        return ""
    said = then.last_of(_RULED[event.event]) if event.event in _RULED else event
    return str(said.detail.get("reason", "")) if said else ""


async def _ended(session: Session, row: Clawback, then: Moment) -> Ended:
    """Return how a clawback ended, with what had come in for it by then, as the event kept it: nothing, of what was cancelled."""
    event = then.events[-1]
    kept = event.detail.get("letter", {})
    lowered = then.last_of(GroundEvent.DEMAND_LOWERED)
    figures = lowered.detail if lowered is not None and "redecision" in lowered.detail else {}
    return Ended(
        (await clawbacks.award_numbers(session, [row]))[row.application_id],
        row.cause,
        Stage(then.stage),
        kept.get("amount_fen", row.amount_fen),
        [
            Received(date.fromisoformat(one["on"]), one["principal_fen"], one["interest_fen"], returned=one["returned"])
            for one in kept.get("received", ())
        ],
        WITH_SURCHARGE if kept.get("surcharged") else LATE_INTEREST,
        _owed(event) if then.stage != Stage.SETTLED else None,
        _GROUNDS.get(event.event),
        _reason(then),
        kept.get("beyond_fen", 0),
        int(figures.get("left_fen", 0)) - int(figures.get("due_fen", figures.get("left_fen", 0))),
        str(figures.get("redecision", "")),
    )


async def _ruled_by(session: Session, row: Clawback) -> list[str] | None:
    """Return the rules by which lateness costs interest; None where the commitment says it to whoever reads it."""
    undertaking = await clawbacks.undertaking(session, row.application_id)
    return rules_of_late_rate(undertaking.terms if undertaking is not None else {})


async def _signed(session: Session, row: Clawback) -> Signed | None:
    undertaking = await clawbacks.undertaking(session, row.application_id)
    if undertaking is None or "text" not in undertaking.terms:
        return None
    return Signed(day(undertaking.signed_at), Text(**undertaking.terms["text"]), undertaking.terms.get("documents", ()))


async def _departure(session: Session, row: Clawback) -> Departure | None:
    """Return the breach or the filed change that asked for a clawback, of its enterprise or whoever took its place.

    There is none where an officer proposed it.
    """
    if "reason" in row.reckoning:
        return None
    for uscc in (await succession.lineage(session, row.enterprise_uscc)).chain:
        its_commitment = await commitments.of_enterprise(session, uscc)
        if its_commitment is not None and (found := await _departure_in(session, row, its_commitment)) is not None:
            return found
    return None


async def _departure_in(session: Session, row: Clawback, its_commitment: Commitment) -> Departure | None:
    asked = str(row.application_id)
    filed = {one.id: one for one in await filings.of_case(session, its_commitment.id)}
    for breach in reversed(await breaches.of_case(session, its_commitment.id)):
        if asked in {demand["application_id"] for demand in breach.demands} and breach.breach_on.isoformat() == row.reckoning.get(
            "breach_on"
        ):
            late = filed.get(breach.filing_id) if breach.filing_id else None
            if late is None:
                return Departure(breach.failures, day(breach.opened_at))
            return Departure((), day(late.received_at), late.kind, late.planned_on, late=True)
    for one in reversed(filed.values()):
        if asked in {demand["application_id"] for demand in one.demands} and one.planned_on.isoformat() == row.reckoning.get("breach_on"):
            return Departure((), day(one.received_at), one.kind, one.planned_on)
    return None
