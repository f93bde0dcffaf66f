"""个人申请人的查询。Reads of natural persons: as whom somebody applies, who has a document, and whom they are employed by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import eq
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case, enterprise
from models.queries.page import Sort, in_order, narrowed
from models.tables import Case, DocumentChange, Employment, Enterprise, FormerDocument, NaturalPerson, RegisterEvent, Task
from policy.actors import Actor, Role
from policy.processes.document_change.lifecycle import UNDER_WAY as CHANGING
from policy.processes.employment.lifecycle import UNDER_WAY, Stage
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import OVER_PERSONS

REGISTER: Final = "persons"
"""Under what is kept who read or ended what is known of a person."""
NUMBER_READ: Final = "number_read"
_CODE = select(NaturalPerson.code).where(NaturalPerson.subject == bindparam("subject"))


async def code_of(session: AsyncSession, subject: str) -> str | None:
    """Return the code under which somebody who signs in applies for themselves."""
    code: str | None = await session.scalar(_CODE, {"subject": subject})
    return code


async def find(session: AsyncSession, code: str) -> NaturalPerson | None:
    """Return a person."""
    return (await session.scalars(select(NaturalPerson).where(NaturalPerson.code == code))).one_or_none()


async def of(session: AsyncSession, code: str) -> NaturalPerson:
    """Return a person that there is."""
    return (await session.scalars(select(NaturalPerson).where(NaturalPerson.code == code))).one()


async def locked(session: AsyncSession, code: str) -> NaturalPerson:
    """Return a person that there is, locked until the transaction ends."""
    query = select(NaturalPerson).where(NaturalPerson.code == code).with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one()


async def employer_of(session: AsyncSession, code: str) -> str | None:
    """Return the credit code of who employs a person; None of nobody, and of an enterprise."""
    employer: str | None = await session.scalar(select(NaturalPerson.employer_uscc).where(NaturalPerson.code == code))
    return employer


async def with_document(session: AsyncSession, kind: str, digests: Sequence[bytes]) -> NaturalPerson | None:
    """Return the person who has a document, or had it, by the digests of its number; what was mis-typed was nobody's."""
    has, had = (and_(table.document_kind == kind, table.number_digest.in_(digests)) for table in (NaturalPerson, FormerDocument))
    theirs = select(FormerDocument.code).where(had, ~FormerDocument.mistyped)
    return (await session.scalars(select(NaturalPerson).where(or_(has, NaturalPerson.code.in_(theirs))))).one_or_none()


async def known_since(session: AsyncSession, row: NaturalPerson) -> datetime:
    """Return since when a person is known by the document they have."""
    last = select(func.max(FormerDocument.known_until)).where(FormerDocument.code == row.code)
    return await session.scalar(last) or row.created_at


async def former_documents(session: AsyncSession, code: str) -> Sequence[FormerDocument]:
    """Return the documents that a person was known by, the last one first."""
    query = select(FormerDocument).where(FormerDocument.code == code).order_by(FormerDocument.known_until.desc())
    return (await session.scalars(query)).all()


async def find_change(session: AsyncSession, reference: str) -> DocumentChange | None:
    """Return a change of a document by id or by number."""
    return await case.find(session, DocumentChange, reference)


async def change_by_request(session: AsyncSession, request_key: str) -> DocumentChange | None:
    """Return the change of a document that a request drafted."""
    return (await session.scalars(select(DocumentChange).where(DocumentChange.request_key == request_key))).one_or_none()


async def change_under_way(session: AsyncSession, row: DocumentChange) -> str | None:
    """Return the number of another change of the same person that is not decided yet."""
    same = and_(DocumentChange.enterprise_uscc == row.enterprise_uscc, DocumentChange.id != row.id, DocumentChange.stage.in_(CHANGING))
    number: str | None = await session.scalar(select(DocumentChange.number).where(same).limit(1))
    return number


def changes_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which changes of documents exist as far as `actor` is concerned; the SQL of `DocumentChange.is_open_to`."""
    handed_in = DocumentChange.stage.not_in(UNSUBMITTED)
    staff: list[ColumnElement[bool]] = [true() if actor.is_a(*OVER_PERSONS) else false()]
    if actor.departments:
        staff.append(DocumentChange.department.in_(actor.departments))
    own = DocumentChange.enterprise_uscc.in_(actor.enterprises) if actor.is_a(Role.APPLICANT) else false()
    return or_(and_(handed_in, or_(*staff)), own)


async def published_name(session: AsyncSession, row: Enterprise) -> str:
    """Return the name a beneficiary has on a public notice: of a person, theirs and the employer's, and nothing else."""
    person = await find(session, row.uscc) if row.kind == "person" else None
    if person is None or person.employer_uscc is None:
        return row.name
    return f"{row.name}（{await enterprise.name_today(session, person.employer_uscc)}）"


async def under_way(session: AsyncSession, row: Employment) -> str | None:
    """Return the number of another employment of the same person that is not decided yet."""
    same = and_(Employment.enterprise_uscc == row.enterprise_uscc, Employment.id != row.id, Employment.stage.in_(UNDER_WAY))
    number: str | None = await session.scalar(select(Employment.number).where(same).limit(1))
    return number


async def attached(session: AsyncSession, code: str) -> Sequence[Employment]:
    """Return the employments of a person that are confirmed and not over; more than one only while a newer takes the place of another."""
    query = select(Employment).where(Employment.enterprise_uscc == code, Employment.stage == Stage.ATTACHED)
    return (await session.scalars(query.order_by(Employment.id))).all()


async def is_handled_by(session: AsyncSession, actor: Actor, code: str) -> bool:
    """Tell whether an officer handles a case of a person that has not ended: their department has a task in it, or they were given one."""
    theirs = or_(Task.department.in_(actor.departments_as(Role.OFFICER)), Task.assignee == actor.subject)
    # Nobody handles an employment that is confirmed.
    in_hand = and_(Case.closed_at.is_(None), Case.stage != Stage.ATTACHED)
    query = select(Task.id).join(Case, Case.id == Task.case_id).where(Task.concerns.contains([code]), in_hand, theirs)
    return await session.scalar(query.limit(1)) is not None


async def readings(session: AsyncSession, code: str | None, after: int | None, limit: int, sort: Sort) -> Sequence[RegisterEvent]:
    """Return a page of who read the number of a document, of one person or of all."""
    query = select(RegisterEvent).where(RegisterEvent.register == REGISTER, RegisterEvent.event == NUMBER_READ)
    query = narrowed(query, (RegisterEvent.subject, eq, code or None))
    return (await session.scalars(in_order(query, None, RegisterEvent.id, after, sort).limit(limit + 1))).all()


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which employments exist as far as `actor` is concerned; the SQL of `Employment.is_open_to`."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*OVER_PERSONS) else false()]
    if actor.departments:
        clauses.append(Employment.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT):
        own = (Employment.enterprise_uscc, Employment.employer_uscc)
        clauses += [party.in_(actor.enterprises) for party in own]
    return and_(Employment.stage.not_in(UNSUBMITTED), or_(*clauses))


async def find_employment(session: AsyncSession, reference: str) -> Employment | None:
    """Return an employment by id or by number."""
    return await case.find(session, Employment, reference)


async def employment_by_request(session: AsyncSession, request_key: str) -> Employment | None:
    """Return the employment a request drafted."""
    return (await session.scalars(select(Employment).where(Employment.request_key == request_key))).one_or_none()
