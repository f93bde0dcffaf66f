"""承诺文书。The papers of a commitment to stay: the notice of a breach, suspected or found, and what a filed change is answered with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from api.views.matter import day, matter, not_yet, until
from models.queries import breach as breaches
from models.queries import filing as filings
from models.queries.history import Moment
from models.session import Session
from models.tables import Breach, Case, ChangeFiling
from policy.letters.bodies import Bodies
from policy.letters.breach_notice import FiledLate, Suspicion, breach_notice
from policy.letters.filing_receipt import Filing, filing_receipt
from policy.letters.paper import Paper
from policy.processes.commitment.lifecycle import Event, Stage
from policy.processes.commitment.states import FilingState

# Stages of a commitment in which a breach was found to stand.
_UPHELD: Final = frozenset({Stage.BREACH_STANDING, Stage.BREACH_RECONSIDERATION, Stage.RECLAIMING, Stage.BREACHED})
_OPENED: Final = (Event.MOVE_FOUND, Event.FILED_LATE)
_OF_BREACHES: Final = frozenset({*_OPENED, Event.BREACH_UPHELD})
# What an event answers a filing with.
_ANSWERS: Final[Mapping[str, FilingState]] = {
    Event.CHANGE_FILED: FilingState.FILED,
    Event.FILING_CORRECTION_REQUESTED: FilingState.CORRECTION,
    Event.FILING_APPROVED: FilingState.APPROVED_WITHOUT_REPAYMENT,
    Event.FILING_APPROVED_WITH_REPAYMENT: FilingState.APPROVED_WITH_REPAYMENT,
    Event.CHANGE_WITHDRAWN: FilingState.WITHDRAWN,
}
ISSUED_OF_COMMITMENTS: Final = _OF_BREACHES | _ANSWERS.keys() | {Event.BREACH_CLOSED}
"""The events of a commitment by which a paper is issued: a filing that a breach is about is answered when that is let go."""


async def commitment_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the latest paper of a commitment, or the one that an event of the past issued.

    Raises:
        Refusal: `wrong_stage`, where there is none.
    """
    if then.at is None:
        return await _latest(session, row, then, bodies, language)
    event = then.events[-1]
    if event.event in _OF_BREACHES:
        found = [one for one in await breaches.of_case(session, row.id) if one.opened_at <= event.occurred_at]
        return await _of_breach(session, row, then, found[-1], bodies, language)
    filed = await filings.of_case(session, row.id)
    if event.event == Event.BREACH_CLOSED:
        answered = [one for one in filed if one.decided_at == event.occurred_at]
        if not answered:
            raise not_yet()
        return await _of_filing(session, row, then, answered[-1], FilingState(answered[-1].state), language)
    named = str(event.detail["filing_id"] if then.closed is None else then.closed.about["filing_id"])
    filing = next(one for one in filed if str(one.id) == named)
    return await _of_filing(session, row, then, filing, _ANSWERS[event.event], language)


async def _latest(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    found = await breaches.of_case(session, row.id)
    breach = found[-1] if found and (then.stage in _UPHELD or found[-1].closed_at is None) else None
    if breach is not None:
        return await _of_breach(session, row, then, breach, bodies, language)
    filed = [one for one in await filings.of_case(session, row.id) if one.filed_at is not None]
    if not filed:
        raise not_yet()
    return await _of_filing(session, row, then, filed[-1], FilingState(filed[-1].state), language)


async def _of_breach(session: Session, row: Case, then: Moment, breach: Breach, bodies: Bodies, language: str) -> Paper:
    upheld = then.stage in _UPHELD
    about = await matter(session, row, then, then.since if upheld else breach.opened_at, language)
    about = replace(about, entry=_entry(breach.opened_at, breach.serial))
    opened = then.last_of(*_OPENED)
    awards = opened.detail["awards"] if opened else ()
    return breach_notice(about, Suspicion(await _found(session, breach), awards, upheld, until(then)), bodies, language)


async def _found(session: Session, breach: Breach) -> Sequence[str] | FiledLate:
    """Return what a breach was found by."""
    if breach.filing_id is None:
        return breach.failures
    late = await filings.of(session, breach.filing_id)
    return FiledLate(late.kind, late.planned_on, day(late.received_at))


async def _of_filing(session: Session, row: Case, then: Moment, filing: ChangeFiling, state: FilingState, language: str) -> Paper:
    ordinal = then.count_of(Event.FILING_CORRECTION_REQUESTED) if state is FilingState.CORRECTION else 1
    dated = then.at or filing.decided_at or filing.received_at
    about = await matter(session, row, then, dated, language, ordinal)
    about = replace(about, entry=_entry(filing.received_at, filing.serial))
    return filing_receipt(about, Filing(filing.kind, filing.planned_on, day(filing.received_at), state), language)


def _entry(at: datetime, serial: int) -> str:
    """Return what the papers of a filing or a breach are numbered by: the year it came and its serial number."""
    return f"{day(at).year}-{serial:06d}"
