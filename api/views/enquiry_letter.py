"""诉求的文书。The letters of an enquiry, read off what happened to it: each answers what was asked before."""

from __future__ import annotations

from typing import Final

from api.views.matter import day, matter, until
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Enquiry
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.enquiry_answer import Exchange, enquiry_answer
from policy.letters.paper import Paper
from policy.processes.enquiry.lifecycle import Event
from policy.processes.enquiry.tasks import LAST_RATING, RATING

ISSUED_OF_ENQUIRIES: Final = frozenset({Event.ANSWERED, Event.FOLLOW_UP_ANSWERED})
"""The events of an enquiry by which a letter is issued."""


async def enquiry_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:  # noqa: ARG001 - nobody contests it
    """Return the letter that the last event of an enquiry issued."""
    assert isinstance(row, Enquiry)  # noqa: S101 - what the process says
    told, again = then.events[-1], then.last_of(Event.FOLLOW_UP_ASKED)
    asked = again or then.events[0]
    exchange = Exchange(
        row.title, day(asked.occurred_at), str(told.detail["answer"]), again is not None, until(then, (RATING, LAST_RATING))
    )
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(*ISSUED_OF_ENQUIRIES))
    return enquiry_answer(item_called(row.item_code), about, exchange, language)
