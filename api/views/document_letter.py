"""证件变更的文书。The letters of a change of a document, read off what happened to it."""

from __future__ import annotations

from typing import Final

from api.views.matter import matter
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, DocumentChange
from policy.identity_document import TITLES, DocumentKind
from policy.letters.bodies import Bodies
from policy.letters.document_notice import document_notice, name_notice
from policy.letters.paper import Paper
from policy.processes.document_change.lifecycle import Event

ISSUED_OF_CHANGES: Final = frozenset({Event.DOCUMENT_CONFIRMED, Event.DOCUMENT_DOUBTED})
"""The events of a change of a document by which a letter is issued."""


async def document_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the letter that the last event of a change of a document issued."""
    assert isinstance(row, DocumentChange)  # noqa: S101 - what the process says
    told = then.events[-1]
    about = await matter(session, row, then, told.occurred_at, language)
    reason = str(told.detail["reason"]) if told.event == Event.DOCUMENT_DOUBTED else None
    if row.new_name:
        return name_notice(about, row.new_name, row.paper or "", reason, bodies, language)
    document = f"{TITLES[DocumentKind(row.document_kind)].in_language(language)}{row.number_shown}"
    return document_notice(about, document, reason, bodies, language)
