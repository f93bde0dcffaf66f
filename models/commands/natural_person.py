"""个人申请人的写入。Writes of natural persons, and of whom they say employs them before that is handed in."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.commands.person import note
from models.commands.turns import take_turns
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries.natural_person import NUMBER_READ, REGISTER
from models.sealing import Seal
from models.tables import DocumentChange, Employment, Enterprise, EnterpriseChange, FormerDocument, NaturalPerson
from policy.actors import Actor, Role
from policy.credit_code import of_person
from policy.errors import Code, Fault, Refusal
from policy.folding import fold
from policy.identity_document import DocumentKind, masked
from policy.processes.document_change.lifecycle import DEPARTMENT as OF_CHANGES
from policy.processes.document_change.lifecycle import Why
from policy.processes.employment.lifecycle import DEPARTMENT
from policy.processes.kernel.permissions import interested
from policy.text import Text

_BITS = 128
_DOCUMENT: Final = ("document_kind", "number_sealed", "number_shown", "number_digest")


def place_of(code: str) -> str:
    """Return what a number is sealed to: the one person it is of."""
    return f"person/{code}"


async def register(session: AsyncSession, seal: Seal, actor: Actor, kind: DocumentKind, number: str) -> NaturalPerson:
    """Register whoever is signed in as a person, under a code of ours and the name their sign-in vouches for.

    Whom an officer has registered on paper, by the same document and under the same name, signs in under the code they have.

    Raises:
        Refusal: `duplicate`, for somebody who is registered, or a document that somebody is, or was, registered by.
    """
    await take_turns(session, REGISTER, f"{REGISTER}/{actor.subject}")
    if await persons.code_of(session, actor.subject):
        raise _taken()
    known = await persons.with_document(session, kind, seal.digests(number))
    if known is None:
        return await _enter(session, seal, actor, kind, number, name=actor.name, subject=actor.subject)
    if known.subject is not None or fold(await enterprises.name(session, known.code)) != fold(actor.name):
        raise _taken()
    known.subject = actor.subject
    note(session, REGISTER, known.code, "signed_in", actor, {})
    await session.flush()
    return known


async def register_on_paper(session: AsyncSession, seal: Seal, actor: Actor, kind: DocumentKind, number: str, name: str) -> NaturalPerson:
    """Register somebody who has handed an officer their document.

    Raises:
        Refusal: `duplicate`, for a document that somebody is, or was, registered by.
    """
    await take_turns(session, REGISTER)
    if await persons.with_document(session, kind, seal.digests(number)) is not None:
        raise _taken()
    row = await _enter(session, seal, actor, kind, number, name=name, subject=None)
    note(session, REGISTER, row.code, "entered", actor, {"document": row.document})
    return row


def sealed_until_entered(seal: Seal, kind: DocumentKind, number: str, name: str, place: str) -> bytes:
    """Return who a list names that nobody has confirmed yet, sealed: they are registered with its confirmation."""
    return seal.seal(json.dumps([kind, number, name], ensure_ascii=False).encode(), place)


async def enter_sealed(session: AsyncSession, seal: Seal, actor: Actor, sealed: bytes, place: str) -> NaturalPerson:
    """Return the person whom a list names, registered by their document if nobody is by now.

    Raises:
        Refusal: `duplicate`, where somebody of another name was registered by it meanwhile.
    """
    kind, number, name = json.loads(seal.open(sealed, place))
    await take_turns(session, REGISTER)
    known = await persons.with_document(session, kind, seal.digests(number))
    if known is None:
        return await register_on_paper(session, seal, actor, DocumentKind(kind), number, name)
    if fold(await enterprises.name(session, known.code)) != fold(name):
        raise _taken()
    return known


def _taken() -> Refusal:
    return Refusal(Code.DUPLICATE, Text("本人或者该证件已登记。", "You are registered already, or somebody is, or was, by that document."))


async def _enter(
    session: AsyncSession, seal: Seal, actor: Actor, kind: DocumentKind, number: str, *, name: str, subject: str | None
) -> NaturalPerson:
    code = of_person(secrets.randbits(_BITS))
    session.add(Enterprise(uscc=code, name=name, kind="person"))
    await session.flush()
    after = {"name": name, "kind": "person", "status": "unconfirmed"}
    session.add(EnterpriseChange(uscc=code, before=None, after=after, changed_by=actor.subject))
    row = NaturalPerson(code=code, subject=subject, **_sealed(seal, code, kind, number))
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


def _sealed(seal: Seal, code: str, kind: DocumentKind, number: str) -> dict[str, Any]:
    return {
        "document_kind": kind,
        "number_sealed": seal.seal(number.encode(), place_of(code)),
        "number_shown": masked(number),
        "number_digest": seal.digests(number)[0],
    }


async def draft_change(
    session: AsyncSession, seal: Seal, actor: Actor, code: str, given: tuple[Why, DocumentKind, str], request_key: str
) -> DocumentChange:
    """Write that a person asks to be known by another document, under a new number: why, which, and its number."""
    why, kind, number = given
    row = await _draft(session, actor, code, why, request_key, **_sealed(seal, code, kind, number))
    await require_free(session, seal, row)
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


async def draft_name_correction(session: AsyncSession, actor: Actor, code: str, name: str, paper: str, request_key: str) -> DocumentChange:
    """Write that a person's name was entered wrong, under a new number: the right one, and which paper has it.

    Raises:
        Refusal: `invalid_input`, for the name they have.
    """
    if fold(name) == fold(await enterprises.name(session, code)):
        same = Text("与登记的姓名相同", "is the name they have")
        raise Refusal(Code.INVALID_INPUT, same, [Fault("name", same)])
    person = await persons.of(session, code)
    stays = {column: getattr(person, column) for column in _DOCUMENT}
    row = await _draft(session, actor, code, Why.MISNAMED, request_key, **stays, new_name=name, paper=paper)
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


async def _draft(session: AsyncSession, actor: Actor, code: str, why: Why, request_key: str, **said: Any) -> DocumentChange:  # noqa: ANN401
    number = await next_number(session, "DC")
    own = {"number": number, "department": OF_CHANGES, "created_by": actor.subject, "enterprise_uscc": code}
    return DocumentChange(**own, why=why, request_key=request_key, **said)


async def correct_name(session: AsyncSession, actor: Actor, row: DocumentChange) -> None:
    """Have a person called by their right name; letters and notices that were written stay as they are."""
    its = (await session.scalars(select(Enterprise).where(Enterprise.uscc == row.enterprise_uscc).with_for_update(key_share=True))).one()
    before = {"name": its.name, "kind": its.kind, "status": "unconfirmed"}
    its.name = str(row.new_name)
    session.add(EnterpriseChange(uscc=its.uscc, before=before, after=before | {"name": its.name}, changed_by=actor.subject))
    note(session, REGISTER, its.uscc, "name_corrected", actor, {"name": [before["name"], its.name], "paper": row.paper})
    await session.flush()


async def require_free(session: AsyncSession, seal: Seal, row: DocumentChange) -> None:
    """Refuse a document that somebody is, or was, registered by; one that was the person's own may be theirs again.

    Raises:
        Refusal: `duplicate`.
    """
    await take_turns(session, REGISTER)
    digests = seal.digests(seal.open(row.number_sealed, place_of(row.enterprise_uscc)).decode())
    holder = await persons.with_document(session, row.document_kind, digests)
    if holder is None:
        return
    is_current = holder.document_kind == row.document_kind and holder.number_digest in digests
    if holder.code != row.enterprise_uscc or is_current:
        raise _taken()


async def change_document(session: AsyncSession, seal: Seal, actor: Actor, row: DocumentChange, now: datetime) -> None:
    """Have a person known by another document, and keep the one before, sealed, with the days it counted on.

    Raises:
        Refusal: `duplicate`.
    """
    await require_free(session, seal, row)
    person = await persons.locked(session, row.enterprise_uscc)
    before = {name: getattr(person, name) for name in _DOCUMENT}
    since = await persons.known_since(session, person)
    shown = [person.document, row.document]
    # One that is theirs again is former no longer.
    await session.execute(
        delete(FormerDocument).where(
            FormerDocument.code == person.code,
            FormerDocument.document_kind == row.document_kind,
            FormerDocument.number_digest == row.number_digest,
        )
    )
    mistyped = row.why == Why.MISTYPED
    session.add(FormerDocument(code=person.code, **before, mistyped=mistyped, known_from=since, known_until=now))
    for name in _DOCUMENT:
        setattr(person, name, getattr(row, name))
    note(session, REGISTER, person.code, "document_changed", actor, {"document": shown, "why": row.why})
    await session.flush()


async def read_number(
    session: AsyncSession, seal: Seal, actor: Actor, row: NaturalPerson, purpose: str, change: DocumentChange | None = None
) -> str:
    """Return the number of a person's document, or of one they ask to be known by, and keep who asked for it and why.

    Raises:
        Refusal: `forbidden`, for an officer who handles no case of theirs; `conflict_of_interest`.
        ValueError: It was not sealed by us, or of another.
    """
    if not actor.is_a(Role.AUDITOR) and not await persons.is_handled_by(session, actor, row.code):
        raise Refusal(Code.FORBIDDEN, Text("您没有正在办理的该人的案件。", "You handle no case of theirs."))
    if (denial := interested(actor, filter(None, (row.code, row.employer_uscc)))) is not None:
        raise denial
    number = seal.open((change or row).number_sealed, place_of(row.code)).decode()
    note(session, REGISTER, row.code, NUMBER_READ, actor, {"purpose": purpose})
    return number


async def draft_employment(session: AsyncSession, actor: Actor, code: str, employer_uscc: str, request_key: str) -> Employment:
    """Write that a person is employed by somebody, under a new number.

    Raises:
        Refusal: `invalid_input`, for an employer that is not registered here, or is a person.
    """
    employer = await enterprises.find(session, employer_uscc)
    if employer is None or employer.kind == "person":
        unknown = Text("未在本系统登记", "is not registered here")
        raise Refusal(Code.INVALID_INPUT, unknown, [Fault("employer_uscc", unknown)])
    row = Employment(
        number=await next_number(session, "EM"),
        department=DEPARTMENT,
        created_by=actor.subject,
        enterprise_uscc=code,
        employer_uscc=employer_uscc,
        request_key=request_key,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
