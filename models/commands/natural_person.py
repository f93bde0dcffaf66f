"""个人申请人的写入。Writes of natural persons, and of whom they say employs them before that is handed in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.commands.person import note
from models.commands.turns import take_turns
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries.natural_person import NUMBER_READ, REGISTER
from models.sealing import Seal
from models.tables import Employment, Enterprise, EnterpriseChange, NaturalPerson
from policy.actors import Actor, Role
from policy.credit_code import of_person
from policy.errors import Code, Fault, Refusal
from policy.identity_document import DocumentKind, masked
from policy.processes.employment.lifecycle import DEPARTMENT
from policy.processes.kernel.permissions import interested
from policy.text import Text

_BITS = 128


def place_of(code: str) -> str:
    """Return what a number is sealed to: the one person it is of."""
    return f"person/{code}"


async def register(session: AsyncSession, seal: Seal, actor: Actor, kind: DocumentKind, number: str) -> NaturalPerson:
    """Register whoever is signed in as a person, under a code of ours and the name their sign-in vouches for.

    Raises:
        Refusal: `duplicate`, for somebody who is registered, or a document that somebody is registered by.
    """
    digests = seal.digests(number)
    await take_turns(session, REGISTER, f"{REGISTER}/{actor.subject}")
    known = await persons.code_of(session, actor.subject)
    if known or await persons.with_document(session, kind, digests) is not None:
        taken = Text("本人或者该证件已登记。", "You are registered already, or somebody is by that document.")
        raise Refusal(Code.DUPLICATE, taken)
    code = of_person(secrets.randbits(_BITS))
    session.add(Enterprise(uscc=code, name=actor.name, kind="person"))
    await session.flush()
    after = {"name": actor.name, "kind": "person", "status": "unconfirmed"}
    session.add(EnterpriseChange(uscc=code, before=None, after=after, changed_by=actor.subject))
    row = NaturalPerson(
        code=code,
        subject=actor.subject,
        document_kind=kind,
        number_sealed=seal.seal(number.encode(), place_of(code)),
        number_shown=masked(number),
        number_digest=digests[0],
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


async def read_number(session: AsyncSession, seal: Seal, actor: Actor, row: NaturalPerson, purpose: str) -> str:
    """Return the number of a person's document, and keep who asked for it and why.

    Raises:
        Refusal: `forbidden`, for an officer who handles no case of theirs; `conflict_of_interest`.
        ValueError: It was not sealed by us, or of another.
    """
    if not actor.is_a(Role.AUDITOR) and not await persons.is_handled_by(session, actor, row.code):
        raise Refusal(Code.FORBIDDEN, Text("您没有正在办理的该人的案件。", "You handle no case of theirs."))
    if (denial := interested(actor, filter(None, (row.code, row.employer_uscc)))) is not None:
        raise denial
    number = seal.open(row.number_sealed, place_of(row.code)).decode()
    note(session, REGISTER, row.code, NUMBER_READ, actor, {"purpose": purpose})
    return number


async def detach(session: AsyncSession, actor: Actor, code: str, allowed: str | None) -> NaturalPerson:
    """End what is known of a person's employer.

    Args:
        session: The transaction.
        actor: Who says that it is over.
        code: The person.
        allowed: The employer who says so; None for the person.

    Raises:
        Refusal: `wrong_stage`, where nobody, or by now another, employs them.
    """
    row = (await session.scalars(select(NaturalPerson).where(NaturalPerson.code == code).with_for_update())).one()
    if row.employer_uscc is None or allowed not in {None, row.employer_uscc}:
        raise Refusal(Code.WRONG_STAGE, Text("没有已确认的任职关系。", "No employment of theirs is confirmed."))
    detail: Mapping[str, object] = {"employer_uscc": [row.employer_uscc, None]}
    row.employer_uscc = row.attached_at = None
    note(session, REGISTER, code, "left", actor, detail)
    await session.flush()
    return row


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
