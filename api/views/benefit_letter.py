"""人才优惠的文书。The letters of benefits, read off what happened to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from api.views.matter import matter, until
from models.queries.history import Moment
from models.session import Session
from models.tables import Benefit, Case
from policy.letters.acceptance import correction
from policy.letters.benefit_notice import benefit_ended, benefit_granted, benefit_in_force, benefit_refused, benefit_unavailable
from policy.letters.bodies import Bodies
from policy.letters.paper import Paper
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.benefit.benefits import ITEM
from policy.processes.benefit.lifecycle import Event
from policy.processes.benefit.tasks import CORRECTION

_YEARS: Final = (Event.ALL_DELIVERED, Event.RENEWED)
_ENDS: Final = (Event.RENEWAL_REFUSED, Event.RENEWAL_WAIVED, Event.RENEWAL_LAPSED, Event.RECOGNITION_ENDED, Event.GIVEN_UP)
_OF_ONE: Final = (Event.DELIVERED, Event.NOT_AVAILABLE, Event.NOT_RECEIVED, Event.RECEIVED, Event.RECEIPT_LAPSED)
ISSUED_OF_BENEFITS: Final = frozenset(
    {AcceptanceEvent.CORRECTION_REQUESTED, Event.GRANTED, Event.BENEFIT_REFUSED, Event.NOT_AVAILABLE, *_YEARS, *_ENDS}
)
"""The events of benefits by which a letter is issued."""
REPLACED_OF_BENEFITS: Final[Mapping[str, Collection[str]]] = dict.fromkeys(_ENDS, (Event.GRANTED, *_YEARS))
"""Which letters of benefits each ends."""


def had(then: Moment) -> dict[str, str | None]:
    """Return the benefits that were granted by then and are not known to be unavailable, each with the last event of its delivery."""
    granted = then.last_of(Event.GRANTED)
    had: dict[str, str | None] = dict.fromkeys(granted.detail["delivered_by"] if granted else ())
    had |= {told.detail["benefit"]: told.event for told in then.events if told.event in _OF_ONE}
    return {code: last for code, last in had.items() if last != Event.NOT_AVAILABLE}


async def benefit_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the letter that the last event of benefits issued."""
    assert isinstance(row, Benefit)  # noqa: S101 - what the process says
    told = then.events[-1]
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    detail, reason = told.detail, str(told.detail.get("reason", ""))
    match told.event:
        case AcceptanceEvent.CORRECTION_REQUESTED:
            return correction(ITEM, about, detail["defects"], until(then, {CORRECTION}), language)
        case Event.GRANTED:
            return benefit_granted(about, row.talent_no, detail["delivered_by"], language)
        case Event.BENEFIT_REFUSED:
            return benefit_refused(about, row.benefits, reason, bodies, language)
        case Event.NOT_AVAILABLE:
            return benefit_unavailable(about, detail["benefit"], detail["department"], reason, bodies, language)
        case Event.ALL_DELIVERED | Event.RENEWED:
            days = date.fromisoformat(detail["until"])
            return benefit_in_force(about, detail["granted"], days, language, renewed=told.event == Event.RENEWED)
    return benefit_ended(about, had(then), told.event, reason, bodies, language)
