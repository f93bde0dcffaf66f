"""认定的查询。Reads of recognitions: the public register, what it says for an application, and cases as people see them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case, succession
from models.queries.page import Page
from models.tables import Enterprise, Recognition, RecognitionImport
from policy.actors import Actor, Role
from policy.folding import fold_number
from policy.judging.recognised import TALENT, facts_of, kinds_for
from policy.language.facts import Json
from policy.language.items import Item
from policy.processes.kernel.lifecycle import DRAFT, UNSUBMITTED
from policy.processes.kernel.permissions import OVER_CASES, OVER_PERSONS
from policy.processes.recognition.lifecycle import ENTERED, UNDER_WAY


def stands_on(on: date) -> ColumnElement[bool]:
    """Say which entries stand in the register on a day; one whose renewal is being decided does until it is."""
    return and_(
        Recognition.stage.in_(ENTERED),
        Recognition.valid_from <= on,
        or_(Recognition.valid_until.is_(None), Recognition.valid_until >= on, Recognition.renewing),
        or_(Recognition.ended_on.is_(None), Recognition.ended_on > on),
    )


async def facts_recognised(session: AsyncSession, item: Item, uscc: str, facts: Mapping[str, Json], on: date) -> dict[str, Json]:
    """Return the facts of an item that the register supplies, as of a day; none of an item that has none.

    Args:
        session: The session.
        item: What is applied for.
        uscc: Who applies; what any was recognised for that counts as one with it is its own.
        facts: The facts of the application: one may name the entry.
        on: The day of the matter.
    """
    kinds = kinds_for(item)
    if not kinds:
        return {}
    family = await succession.family(session, uscc)
    sought = [
        and_(
            Recognition.kind == kind.code,
            Recognition.enterprise_uscc.in_(family) if kind.own else true(),
            Recognition.entry_key == fold_number(str(facts.get(kind.number, ""))) if kind.number else true(),
        )
        for kind in kinds
    ]
    entries = (await session.scalars(select(Recognition.kind).where(stands_on(on), or_(*sought)).distinct())).all()
    return facts_of(item, entries)


async def kinds_of(session: AsyncSession, uscc: str, on: date) -> set[str]:
    """Return the kinds of entries that stand in the register on a day for an enterprise, or for any that counts as one with it."""
    family = await succession.family(session, uscc)
    query = select(Recognition.kind).where(stands_on(on), Recognition.enterprise_uscc.in_(family)).distinct()
    return set((await session.scalars(query)).all())


async def register(
    session: AsyncSession, on: date, page: Page, *, kind: str | None, enterprise: str | None, number: str | None
) -> Sequence[tuple[Recognition, Enterprise]]:
    """Return a page of the entries that stand on a day, each with its holder."""
    query = select(Recognition, Enterprise).join(Enterprise, Enterprise.uscc == Recognition.enterprise_uscc).where(stands_on(on))
    if kind is not None:
        query = query.where(Recognition.kind == kind)
    if enterprise is not None:
        query = query.where(Recognition.enterprise_uscc.in_(await succession.family(session, enterprise)))
    if number is not None:
        query = query.where(Recognition.entry_key == fold_number(number))
    return [(row[0], row[1]) for row in (await session.execute(page.of(query, Recognition))).all()]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which recognitions exist as far as `actor` is concerned; the SQL of `Recognition.is_open_to`."""
    handed_in = Recognition.stage.not_in(UNSUBMITTED)
    staff: list[ColumnElement[bool]] = [Recognition.kind != TALENT if actor.is_a(*OVER_CASES) else false()]
    if actor.is_a(*OVER_PERSONS):
        staff.append(Recognition.kind == TALENT)
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        staff.append(Recognition.department.in_(actor.departments))
    own_draft = and_(~Recognition.nominated, Recognition.batch.is_(None))
    clauses: list[ColumnElement[bool]] = [and_(handed_in, or_(*staff))]
    if actor.is_a(Role.APPLICANT):
        clauses.append(and_(Recognition.enterprise_uscc.in_(actor.enterprises), or_(handed_in, own_draft)))
    if actor.departments:
        clauses.append(and_(~handed_in, ~own_draft, Recognition.department.in_(actor.departments)))
    return or_(*clauses)


async def find(session: AsyncSession, reference: str) -> Recognition | None:
    """Return a recognition by id or by number."""
    return await case.find(session, Recognition, reference)


async def of(session: AsyncSession, recognition_id: uuid.UUID) -> Recognition:
    """Return a recognition."""
    return (await session.scalars(select(Recognition).where(Recognition.id == recognition_id))).one()


async def by_request(session: AsyncSession, request_key: str) -> Recognition | None:
    """Return what a request has drafted already, if it has."""
    return (await session.scalars(select(Recognition).where(Recognition.request_key == request_key))).one_or_none()


def place_of_list(batch: uuid.UUID) -> str:
    """Return what the persons are sealed to whom a list names that nobody has confirmed."""
    return f"recognition_import/{batch}"


async def of_batch(session: AsyncSession, batch: uuid.UUID) -> Sequence[Recognition]:
    """Return what was imported together, in the order of the list."""
    return (await session.scalars(select(Recognition).where(Recognition.batch == batch).order_by(Recognition.id))).all()


async def lock_batch(session: AsyncSession, batch: uuid.UUID) -> Sequence[Recognition]:
    """Return what was imported together, as `of_batch`, locked until the transaction ends."""
    locked = select(Recognition).where(Recognition.batch == batch).order_by(Recognition.id).with_for_update()
    return (await session.scalars(locked)).all()


async def to_be_entered(session: AsyncSession, limit: int) -> Sequence[tuple[Recognition, RecognitionImport]]:
    """Return rows of lists that were confirmed and are not entered yet, locked until the transaction ends; none that another enters."""
    query = (
        select(Recognition, RecognitionImport)
        .join(RecognitionImport, RecognitionImport.id == Recognition.batch)
        .where(RecognitionImport.confirmed.is_(True), Recognition.stage == DRAFT)
        .order_by(Recognition.id)
        .limit(limit)
        .with_for_update(of=Recognition, skip_locked=True)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def one_import(session: AsyncSession, batch: uuid.UUID) -> RecognitionImport | None:
    """Return a list that was imported."""
    return (await session.scalars(select(RecognitionImport).where(RecognitionImport.id == batch))).one_or_none()


async def rival(session: AsyncSession, row: Recognition) -> Recognition | None:
    """Return another recognition of the same that is under way or in force: of the same number, or else of the same holder."""
    kind = row.register_kind
    query = select(Recognition).where(Recognition.kind == row.kind, Recognition.id != row.id, Recognition.stage.in_(UNDER_WAY))
    if key := (fold_number(row.certificate_no) if row.certificate_no else None):
        query = query.where(Recognition.entry_key == key)
    elif kind.number is None:
        query = query.where(Recognition.enterprise_uscc.in_(await succession.family(session, row.enterprise_uscc)))
    else:
        return None
    return (await session.scalars(query.limit(1))).one_or_none()
