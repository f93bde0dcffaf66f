"""个人申请人的呈现。How natural persons and their employments become what people read: of a number its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.schemas.natural_person import (
    DocumentChangeInFull,
    EmploymentInFull,
    EmploymentShown,
    FormerDocumentShown,
    NaturalPersonShown,
    NumberReadingShown,
)
from api.views import evidence
from api.views.case import case_fields, standing
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries import task as tasks
from models.session import Session
from models.tables import DocumentChange, Employment, FormerDocument, NaturalPerson, RegisterEvent
from policy.actors import Actor


async def person(session: Session, row: NaturalPerson) -> NaturalPersonShown:
    """Return a person."""
    employer = row.employer_uscc
    own = {name: getattr(row, name) for name in ("code", "document_kind", "employer_uscc", "attached_at", "created_at")}
    named = {
        "name": await enterprises.name(session, row.code),
        "employer_name": await enterprises.name_today(session, employer) if employer else None,
    }
    former = [_former(one) for one in await persons.former_documents(session, row.code)]
    return NaturalPersonShown.model_validate(own | named | {"number": row.number_shown, "former_documents": former})


def _former(row: FormerDocument) -> FormerDocumentShown:
    own = {name: getattr(row, name) for name in ("document_kind", "mistyped", "known_from", "known_until")}
    return FormerDocumentShown.model_validate(own | {"number": row.number_shown})


async def document_change(session: Session, row: DocumentChange) -> DocumentChangeInFull:
    """Return a change of a document with where it stands."""
    named = {"person": row.enterprise_uscc, "person_name": await enterprises.name(session, row.enterprise_uscc)}
    own = {
        "why": row.why,
        "new_name": row.new_name,
        "paper": row.paper,
        "document_kind": row.document_kind,
        "document_number": row.number_shown,
    }
    stands = standing(row, list(await tasks.open_of(session, row.id)))
    return DocumentChangeInFull.model_validate(case_fields(row) | stands | named | own)


def reading(row: RegisterEvent, name: str) -> NumberReadingShown:
    """Return that somebody read a number, given the name of whose it is."""
    said = {"person": row.subject, "person_name": name, "by": row.actor, "by_name": row.actor_name, "read_at": row.occurred_at}
    return NumberReadingShown.model_validate(said | row.detail)


def employment(row: Employment, names: Mapping[str, str]) -> EmploymentShown:
    """Return an employment for a list, given the names of both."""
    return EmploymentShown.model_validate(_brief(row, names))


async def employment_in_full(session: Session, row: Employment, actor: Actor) -> EmploymentInFull:
    """Return an employment with where it stands."""
    names = await enterprises.names_today(session, row.concerns)
    stands = standing(row, list(await tasks.open_of(session, row.id)))
    return EmploymentInFull.model_validate(_brief(row, names) | stands | {"evidence": await evidence.taken(session, row, actor)})


def _brief(row: Employment, names: Mapping[str, str]) -> dict[str, Any]:
    both = {"person_name": names[row.enterprise_uscc], "employer_name": names[row.employer_uscc]}
    return case_fields(row) | both | {"person": row.enterprise_uscc, "employer_uscc": row.employer_uscc}
