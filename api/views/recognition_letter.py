"""认定的文书。The papers of a recognition, read off what happened to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from api.views.matter import matter, not_yet, until
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Recognition
from policy.letters.acceptance import accepted, correction
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.recognition_notice import (
    Recognised,
    recognition_ending,
    recognition_granted,
    recognition_kept,
    recognition_refused,
    recognition_renewed,
    recognition_revoked,
    renewal_refused,
    revocation_intended,
)
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.recognition.lifecycle import Event

_GRANTED: Final = (NoticeEvent.NOTICE_CLEARED, Event.KEPT, Event.IMPORTED)
_REFUSED: Final = (AcceptanceEvent.ACCEPTANCE_REFUSED, Event.FOUND_INELIGIBLE, Event.RECOGNITION_REFUSED, NoticeEvent.OBJECTION_UPHELD)
_HANDLED: Final = (AcceptanceEvent.ACCEPTED, AcceptanceEvent.CORRECTION_REQUESTED)
_ENDING: Final = (Event.EXPIRY_ANNOUNCED, Event.RENEWED, Event.RENEWAL_REFUSED)
_REVOKING: Final = (Event.REVOCATION_PROPOSED, Event.REVOCATION_DROPPED, Event.REVOKED)
ISSUED_OF_RECOGNITIONS: Final = frozenset({*_GRANTED, *_REFUSED, *_HANDLED, *_ENDING, *_REVOKING})
"""The events of a recognition by which a paper is issued."""
REPLACED_OF_RECOGNITIONS: Final[Mapping[str, Collection[str]]] = {
    Event.REVOCATION_DROPPED: (Event.REVOCATION_PROPOSED,),
    Event.REVOKED: (*_GRANTED, Event.RENEWED),
}
"""Which letters of a recognition each takes back."""


async def recognition_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a recognition issued."""
    assert isinstance(row, Recognition)  # noqa: S101 - what the process says
    told, said = then.events[-1], _said(row, then)
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    if told.event in _HANDLED:
        return _handled(row, about, then, language)
    if told.event in _GRANTED:
        return recognition_granted(said, about, bodies, language, imported=told.event == Event.IMPORTED)
    if told.event in _REFUSED:
        failures, reason = told.detail.get("failures", ()), str(told.detail.get("reason", ""))
        return recognition_refused(said, about, failures, reason, bodies, language, at=told.event)
    if told.event in _REVOKING:
        return _revoking(said, about, then, bodies, language)
    return _ending(said, about, then, bodies, language)


def _handled(row: Recognition, about: Matter, then: Moment, language: str) -> Paper:
    """Return that it was taken in, or what has to be corrected."""
    item = replace(row.register_kind.item, title=row.register_kind.title)
    if then.events[-1].event == AcceptanceEvent.ACCEPTED:
        if then.count_of(AcceptanceEvent.ACCEPTED) > 1:
            # An approver sent it back inside the office: its holder was told that it was taken in.
            raise not_yet()
        return accepted(item, about, language)
    return correction(item, about, then.events[-1].detail["defects"], until(then, {"recognition_correction"}), language)


def _ending(said: Recognised, about: Matter, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return that it is about to end, or whether it was renewed."""
    told = then.events[-1]
    if told.event == Event.EXPIRY_ANNOUNCED:
        return recognition_ending(said, about, until(then, {"renewal"}), language)
    if told.event == Event.RENEWED:
        return recognition_renewed(said, about, language)
    return renewal_refused(said, about, str(told.detail.get("reason", "")), bodies, language)


def _revoking(said: Recognised, about: Matter, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return that it is to be revoked, is not after all, or was."""
    told = then.events[-1]
    if told.event == Event.REVOCATION_DROPPED:
        return recognition_kept(said, about, str(told.detail.get("reason", "")), language)
    proposed = told.detail.get("revocation") or told.detail["about"]["revocation"]
    ends_on = date.fromisoformat(proposed["ends_on"])
    if told.event == Event.REVOCATION_PROPOSED:
        return revocation_intended(said, about, ends_on, proposed["reason"], until(then, {"revocation_statement"}), language)
    heard = then.last_of(Event.STATEMENT_MADE, Event.STATEMENT_WAIVED, Event.STATEMENT_LAPSED)
    pleaded = heard is not None and heard.event == Event.STATEMENT_MADE
    reasons = [proposed["reason"], str(told.detail.get("reason", ""))]
    return recognition_revoked(said, about, ends_on, reasons, bodies, language, heard=pleaded)


def _said(row: Recognition, then: Moment) -> Recognised:
    """Return the entry as it was: what was entered and renewed until then says until when."""
    entered, renewed = then.last_of(*_GRANTED), then.last_of(Event.RENEWED)
    kept = entered.detail if entered else {}
    written = (renewed.detail.get("until") if renewed else kept.get("valid_until")) or None
    begins = kept.get("valid_from")
    return Recognised(
        row.register_kind,
        row.title,
        str(kept.get("entry_no", "")),
        date.fromisoformat(begins) if begins else None,
        date.fromisoformat(written) if written else None,
    )
