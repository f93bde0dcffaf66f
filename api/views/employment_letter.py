"""任职关系的文书。The letters of an employment, read off what happened to it."""

from __future__ import annotations

from typing import Final

from api.views.matter import matter
from models.queries import enterprise as enterprises
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Employment
from policy.letters.bodies import Bodies
from policy.letters.employment_notice import employment_notice
from policy.letters.paper import Paper
from policy.processes.employment.lifecycle import Event

ISSUED_OF_EMPLOYMENTS: Final = frozenset({Event.EMPLOYER_CONFIRMED, Event.PAPER_PROVES, Event.PAPER_PROVES_NOTHING})
"""The events of an employment by which a letter is issued."""


async def employment_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the letter that the last event of an employment issued."""
    assert isinstance(row, Employment)  # noqa: S101 - what the process says
    told = then.events[-1]
    about = await matter(session, row, then, told.occurred_at, language)
    employer = await enterprises.name_at(session, row.employer_uscc, then.at)
    reason = str(told.detail["reason"]) if told.event == Event.PAPER_PROVES_NOTHING else None
    return employment_notice(about, employer, reason, bodies, language, by_paper=told.event != Event.EMPLOYER_CONFIRMED)
