"""案件的查询。Reads of cases of any process: for a transition, and as people see them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from operator import eq, ge, lt
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import search
from models.queries.page import Page, Wanted, narrowed
from models.tables import Case, CaseRequest, Person
from policy.errors import Code, Refusal
from policy.processes.annual_run.lifecycle import ANNUAL_RUN
from policy.text import Text

Kind = TypeVar("Kind", bound=Case)
# What tables call the enterprises that a case of theirs is about.
_PARTIES: Final = ("enterprise_uscc", "payer_uscc", "employer_uscc", "predecessor_uscc", "successor_uscc")


async def lock(session: AsyncSession, table: type[Kind], case_id: uuid.UUID) -> Kind:
    """Return a case, locked until the transaction ends: transitions of one case happen one at a time.

    Rows that only refer to it, such as what another clawback sets aside for this one, are written meanwhile: nobody changes its key.

    Raises:
        Refusal: `not_found`, such as for a draft that was deleted before its submission came.
    """
    locked: Kind | None = (await session.scalars(_locking(table), {"case_id": case_id})).one_or_none()
    if locked is None:
        raise Refusal(Code.NOT_FOUND, Text("没有找到。", "Not found."))
    return locked


async def lock_for(
    session: AsyncSession, table: type[Kind], case_id: uuid.UUID, request: str | None
) -> tuple[Kind, CaseRequest | None, bool]:
    """Return a case, locked as by `lock`, with the request that is kept under a key, if any, and whether its asker was revoked.

    One statement, since every act of a person makes it.

    Args:
        session: The transaction.
        table: The table of its process.
        case_id: The case.
        request: The key of the request, if somebody asked and it is kept: the turn of what they do in the case is taken with it.

    Raises:
        Refusal: As `lock`.
    """
    found: Any = (await session.execute(_locking_for(table), {"case_id": case_id, "request": request})).one_or_none()
    if found is None:
        raise Refusal(Code.NOT_FOUND, Text("没有找到。", "Not found."))
    if found[1] is not None:
        held_turns(session).add(duty_turn(found[1].asked_by, case_id))
    return found[0], found[1], found[2]


def duty_turn(subject: str, family: uuid.UUID) -> str:
    """Return the name by which what somebody does in a family of cases waits for what else they do in it."""
    return f"duty/{subject}/{family}"


def held_turns(session: AsyncSession) -> set[str]:
    """Return the turns of duties that a transaction has already."""
    held: set[str] = session.info.setdefault("duty_turns", set())
    return held


@cache
def _locking_for(table: type[Case]) -> Select[Case, CaseRequest, bool, Any]:
    asked = CaseRequest.key == bindparam("request", type_=String)
    revoked = exists().where(Person.subject == CaseRequest.asked_by, Person.revoked_at.is_not(None))
    # What somebody does in a case counts in the case itself: its turn is taken with it. Nobody's is taken where nobody asks.
    name = literal("duty/") + CaseRequest.asked_by + "/" + cast(table.id, String)
    turn = func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
    its = select(table, CaseRequest, revoked, turn).outerjoin(CaseRequest, asked).where(table.id == bindparam("case_id"))
    return its.with_for_update(key_share=True, of=(Case.__table__, table.__table__))


@cache
def _locking(table: type[Case]) -> Select[Any]:
    return select(table).where(table.id == bindparam("case_id")).with_for_update(key_share=True)


async def of(session: AsyncSession, case_id: uuid.UUID) -> Case:
    """Return a case of any process, with what every process keeps."""
    return (await session.scalars(select(Case).where(Case.id == case_id))).one()


async def whole(session: AsyncSession, case: Case) -> Case:
    """Return a case with the columns of its process, where only the common ones were read."""
    table = table_of(case.process)
    return (await session.scalars(select(table).where(table.id == case.id).execution_options(populate_existing=True))).one()


def table_of(process: str) -> type[Case]:
    """Return the table that keeps what only a process has of its cases."""
    table: type[Case] = Case.__mapper__.polymorphic_map[process].class_
    return table


async def find(session: AsyncSession, kind: type[Kind], reference: str) -> Kind | None:
    """Return a case of one kind by id or by number."""
    try:
        condition = kind.id == uuid.UUID(reference)
    except ValueError:
        condition = kind.number == reference
    return (await session.scalars(select(kind).where(condition))).one_or_none()


async def find_any(session: AsyncSession, reference: str) -> Case | None:
    """Return a case of any process by id or by number, with what its process keeps of it.

    The slashes in a run's number may be written as hyphens, as in an address.
    """
    try:
        condition = Case.id == uuid.UUID(reference)
    except ValueError:
        hyphened = and_(Case.process == ANNUAL_RUN.name, func.replace(Case.number, "/", "-") == reference)
        condition = or_(Case.number == reference, hyphened)
    row = (await session.scalars(select(Case).where(condition))).one_or_none()
    return await whole(session, row) if row is not None else None


async def page(
    session: AsyncSession,
    kind: type[Kind],
    visible: ColumnElement[bool],
    where: Mapping[str, Any],
    page: Page,
    wanted: Wanted,
) -> Sequence[Kind]:
    """Return a page of the cases of one kind.

    Args:
        session: The session.
        kind: Which table.
        visible: Which of them exist as far as the person who asks is concerned.
        where: Values of columns to match; None matches all.
        page: Which part.
        wanted: What is looked for; its time is when they were begun.
    """
    dates = (kind.created_at, ge, wanted.since), (kind.created_at, lt, wanted.before)
    query = narrowed(select(kind).where(visible), *((getattr(kind, name), eq, value) for name, value in where.items()), *dates)
    parties = [getattr(kind, name) for name in _PARTIES if hasattr(kind, name)]
    query = await search.among(session, query, wanted, parties)
    return (await session.scalars(page.of(query, kind))).all()
