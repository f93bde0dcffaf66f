"""承诺文书。The papers of a commitment to stay, each as it was issued: of a breach till it stands or is let go, of each filed change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from api.views.matter import day, matter, until
from models.queries import breach as breaches
from models.queries import filing as filings
from models.queries import history
from models.queries.history import History, Moment
from models.session import Session
from models.tables import AuditEvent, Breach, Case, ChangeFiling
from policy.letters.bodies import Bodies
from policy.letters.breach_course import Course, breach_closed, breach_confirmed, remedy_ordered
from policy.letters.breach_notice import FiledLate, Suspicion, breach_notice
from policy.letters.filing_receipt import Filing, filing_receipt
from policy.letters.matter import Cited, Matter
from policy.letters.paper import Paper
from policy.processes.commitment.lifecycle import CLOSINGS, Event
from policy.processes.commitment.states import FilingState

OPENING_BREACHES: Final = (Event.MOVE_FOUND, Event.FILED_LATE)
_OF_BREACHES: Final = frozenset({*OPENING_BREACHES, Event.BREACH_UPHELD})
# What an event answers a filing with.
_ANSWERS: Final[Mapping[str, FilingState]] = {
    Event.CHANGE_FILED: FilingState.FILED,
    Event.FILING_CORRECTION_REQUESTED: FilingState.CORRECTION,
    Event.FILING_APPROVED: FilingState.APPROVED_WITHOUT_REPAYMENT,
    Event.FILING_APPROVED_WITH_REPAYMENT: FilingState.APPROVED_WITH_REPAYMENT,
    Event.CHANGE_WITHDRAWN: FilingState.WITHDRAWN,
}
_COURSE: Final = frozenset({Event.REMEDY_ORDERED, Event.BREACH_CONFIRMED, Event.BREACH_CLOSED})
ISSUED_OF_COMMITMENTS: Final = _OF_BREACHES | _ANSWERS.keys() | _COURSE
"""The events of a commitment by which a paper is issued: a filing that a breach is about is answered with it, when that is let go."""


def replacing(past: History, event: AuditEvent) -> Iterator[AuditEvent]:
    """Yield the events that took back the letter of an earlier one, or issued another in its place: of the same breach, or filing."""
    filing = _filing_named(past.after(event), event) if event.event in _ANSWERS else None
    for by in past.since(event):
        if filing is None and by.event in OPENING_BREACHES:
            return
        upheld = event.event == Event.BREACH_UPHELD and by.event in {Event.BREACH_UPHELD, Event.BREACH_CLOSED}
        withdrawn = by.event == Event.CHANGE_WITHDRAWN and by.detail["filing_id"] == filing
        if upheld or withdrawn or (filing is not None and by.detail.get("supersedes") == filing):
            yield by


async def commitment_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a commitment issued."""
    event = then.events[-1]
    if event.event in _ANSWERS:
        return await _of_filing(session, row, then, event, bodies, language)
    found = [one for one in await breaches.of_case(session, row.id) if one.opened_at <= event.occurred_at]
    if event.event in _COURSE:
        return await _course(session, row, then, found[-1], bodies, language)
    return await _of_breach(session, row, then, found[-1], bodies, language)


async def _of_breach(session: Session, row: Case, then: Moment, breach: Breach, bodies: Bodies, language: str) -> Paper:
    upheld = then.events[-1].event == Event.BREACH_UPHELD
    # A demand that was not approved has it decided anew: each finding has a paper of its own.
    findings = [one for one in then.events if one.event == Event.BREACH_UPHELD and one.occurred_at >= breach.opened_at]
    about = await _about(session, row, then, breach, language, len(findings) if upheld else 1)
    before = findings[-2] if upheld and len(findings) > 1 else None
    past = await history.of(session, row) if before else None
    earlier = await _of_breach(session, row, past.after(before), breach, bodies, language) if past and before else None
    replaces = Cited.of(earlier, language) if earlier else None
    return breach_notice(about, Suspicion(await _found(session, breach), _awards(then), upheld, until(then), replaces), bodies, language)


async def _course(session: Session, row: Case, then: Moment, breach: Breach, bodies: Bodies, language: str) -> Paper:
    """Return the paper of a breach on its way: a remedy, that its finding was confirmed, or that it was let go."""
    about, event = await _about(session, row, then, breach, language), then.events[-1]
    # Who confirms that a breach is let go gives no reason of their own: it is that of whoever proposed it.
    said = then.last_of(Event.CLOSING_PROPOSED) if event.event == Event.BREACH_CLOSED else event
    suspected = await _cited(session, row, then, breach, bodies, language, *OPENING_BREACHES)
    upheld = await _cited(session, row, then, breach, bodies, language, Event.BREACH_UPHELD)
    assert suspected is not None  # noqa: S101 - how every breach begins
    reason = str(said.detail.get("reason", "")) if said else ""
    course = Course(await _found(session, breach), _awards(then), reason, suspected, upheld)
    if event.event == Event.REMEDY_ORDERED:
        return remedy_ordered(about, course, until(then, {"remedy_report"}), language)
    if event.event == Event.BREACH_CONFIRMED:
        return breach_confirmed(about, course, bodies, language)
    answered = [one for one in await filings.of_case(session, row.id) if one.decided_at == event.occurred_at]
    return breach_closed(
        about,
        course,
        CLOSINGS[event.from_stage],
        [_filing(one, FilingState(one.state), {"touched": one.touched, "demands": one.demands}) for one in answered],
        language,
    )


async def _about(session: Session, row: Case, then: Moment, breach: Breach, language: str, ordinal: int = 1) -> Matter:
    about = await matter(session, row, then, then.events[-1].occurred_at, language, ordinal)
    return replace(about, entry=_entry(breach.opened_at, breach.serial))


def _awards(then: Moment) -> Sequence[str]:
    """Return the awards a breach concerns, which the events that opened older ones did not keep."""
    opened = then.last_of(*OPENING_BREACHES)
    return opened.detail.get("awards", ()) if opened else ()


async def _cited(session: Session, row: Case, then: Moment, breach: Breach, bodies: Bodies, language: str, *events: str) -> Cited | None:
    """Return the letter that one of some events of this breach issued, if one has happened."""
    happened = [one for one in then.events if one.event in events and one.occurred_at >= breach.opened_at]
    if not happened:
        return None
    past = await history.of(session, row)
    paper = await _of_breach(session, row, past.after(happened[-1]), breach, bodies, language)
    return Cited.of(paper, language)


async def _found(session: Session, breach: Breach) -> Sequence[str] | FiledLate:
    """Return what a breach was found by."""
    if breach.filing_id is None:
        return breach.failures
    late = await filings.of(session, breach.filing_id)
    return FiledLate(late.kind, late.planned_on, day(late.received_at))


async def _of_filing(session: Session, row: Case, then: Moment, event: AuditEvent, bodies: Bodies, language: str) -> Paper:
    """Return the paper that answers a filing."""
    filed = {str(one.id): one for one in await filings.of_case(session, row.id)}
    filing = filed[_filing_named(then, event)]
    ordinal = then.count_of(event.event) if event.event == Event.FILING_CORRECTION_REQUESTED else 1
    about = await matter(session, row, then, event.occurred_at, language, ordinal)
    about = replace(about, entry=_entry(filing.received_at, filing.serial))
    # What was decided by is what its task was about, whatever became of the filing since.
    answer = _filing(filing, _ANSWERS[event.event], then.closed.about if then.closed is not None else {})
    if event.event == Event.CHANGE_FILED and (earlier := filed.get(str(filing.supersedes))) is not None:
        answer = replace(answer, replaced_on=day(earlier.received_at))
    if answer.state is FilingState.CORRECTION:
        answer = replace(answer, defects=event.detail.get("about", {}).get("defects", ()), until=until(then, {"filing_correction"}))
    return filing_receipt(about, answer, bodies, language)


def _filing_named(then: Moment, event: AuditEvent) -> str:
    """Return the id of the filing that an event answered: the event names it, or its task is about it."""
    return str(event.detail["filing_id"] if then.closed is None else then.closed.about["filing_id"])


def _filing(filing: ChangeFiling, state: FilingState, about: Mapping[str, Any]) -> Filing:
    received, touched, demands = day(filing.received_at), about.get("touched", ()), about.get("demands", ())
    return Filing(filing.kind, filing.planned_on, received, state, touched=touched, demands=demands)


def _entry(at: datetime, serial: int) -> str:
    """Return what the papers of a filing or a breach are numbered by: the year it came and its serial number."""
    return f"{day(at).year}-{serial:06d}"
