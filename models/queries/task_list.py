"""任务列表。Tasks as their doers look through them: filtered, in the order in which they are due, and counted."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, TextClause, and_, func, or_, select, text, tuple_
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import search, succession
from models.queries.task import completable_by, visible_to
from models.tables import Application, Case, Task
from policy.actors import Actor

# What has no due time comes last, in the same order for every reader.
_NEVER: TextClause = text("'infinity'::timestamptz")
_DUE: ColumnElement[datetime] = func.coalesce(Task.due_at, _NEVER, type_=TIMESTAMP(timezone=True))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks are looked for; what is None matches all.

    Attributes:
        kind: The kind of task.
        process: The process of its case.
        case: Its case, by number or id.
        department: The department that does it.
        item: The item of its case.
        enterprise: An enterprise its case is about, or whoever counts as one with it.
        words: What is looked for, as `search.sought` reads it.
        assignee: To whom it is given.
        due_before: When it has to be due before.
        escalated: Whether its time went by and its head was told.
        mine: Whether to keep only what the reader may complete.
        closed: Whether to list what is closed too.
    """

    kind: str | None = None
    process: str | None = None
    case: str | None = None
    department: str | None = None
    item: str | None = None
    enterprise: str | None = None
    words: str | None = None
    assignee: str | None = None
    due_before: datetime | None = None
    escalated: bool | None = None
    mine: bool = False
    closed: bool = False


class Listed(NamedTuple):
    """A task in a list, with its case, and what an application was awarded, in fen."""

    task: Task
    case: Case
    award_fen: int | None


class TaskOrder(StrEnum):
    """The orders of the list of tasks."""

    DUE = "due"
    LAST_DUE = "last_due"


class Place(NamedTuple):
    """Where a task stands among the others: when it is due, if ever, and its id; and in which order of them."""

    due_at: datetime | None
    id: uuid.UUID
    sort: TaskOrder = TaskOrder.DUE

    def __str__(self) -> str:
        """Return it as a cursor carries it."""
        return f"{self.sort} {self.due_at.isoformat() if self.due_at else 'infinity'} {self.id}"

    @classmethod
    def read(cls, written: str, sort: TaskOrder) -> Place:
        """Return what a cursor carries.

        Raises:
            ValueError: It carries something else, or is of another order.
        """
        order, due, its = written.split(" ")
        if order != sort:
            raise ValueError(written)
        return cls(None if due == "infinity" else datetime.fromisoformat(due), uuid.UUID(its), sort)


async def page(
    session: AsyncSession, actor: Actor, wanted: Wanted, limit: int, after: Place | None, sort: TaskOrder = TaskOrder.DUE
) -> Sequence[Listed]:
    """Return a page of what `actor` may see; one row more than asked.

    Unless asked otherwise the first due is first, so that a list is worked from the top.
    """
    query = select(Task, Case, Application.__table__.c.award_fen).join(Case, Case.id == Task.case_id)
    query = query.outerjoin(Application.__table__, Application.__table__.c.id == Task.case_id).where(visible_to(actor))
    query = (await _where(session, query, actor, wanted)).limit(limit + 1)
    query = query.order_by(_DUE, Task.id) if sort is TaskOrder.DUE else query.order_by(_DUE.desc(), Task.id.desc())
    if after is not None:
        due = as_type(after.due_at.isoformat() if after.due_at else "infinity", TIMESTAMP(timezone=True))
        here, there = tuple_(_DUE, Task.id), tuple_(due, after.id)
        query = query.where(here > there if sort is TaskOrder.DUE else here < there)
    return [Listed(*row) for row in (await session.execute(query)).all()]


async def _where(session: AsyncSession, query: Select[Any], actor: Actor, wanted: Wanted) -> Select[Any]:
    equal = {
        Task.kind: wanted.kind,
        Task.department: wanted.department,
        Task.assignee: wanted.assignee,
        Case.process: wanted.process,
        Case.item_code: wanted.item,
    }
    query = query.where(*(column == value for column, value in equal.items() if value is not None))
    if not wanted.closed:
        query = query.where(Task.closed_at.is_(None))
    if wanted.mine:
        query = query.where(completable_by(actor))
    if wanted.case is not None:
        query = query.where(_is(wanted.case))
    if wanted.enterprise is not None:
        query = query.where(Task.concerns.overlap([*await succession.family(session, wanted.enterprise)]))
    if found := await search.sought(session, wanted.words):
        query = query.where(or_(Task.case_id.in_(found.cases), Task.concerns.overlap(found.enterprises)))
    if wanted.due_before is not None:
        query = query.where(Task.due_at < wanted.due_before)
    if wanted.escalated is not None:
        query = query.where(Task.escalated_at.is_not(None) if wanted.escalated else Task.escalated_at.is_(None))
    return query


def _is(reference: str) -> ColumnElement[bool]:
    try:
        return Task.case_id == uuid.UUID(reference)
    except ValueError:
        return Case.number == reference


class Counts(NamedTuple):
    """How many open tasks there are of a kind in a department: all that somebody sees, and of them what they may do and what is late."""

    kind: str
    department: str
    tasks: int
    mine: int
    overdue: int
    unassigned: int
    next_due_at: datetime | None


async def counts(session: AsyncSession, actor: Actor, now: datetime) -> Sequence[Counts]:
    """Return how many open tasks `actor` sees, by kind and department, as badges show them."""
    late = and_(Task.due_at.is_not(None), Task.due_at < now)
    query = select(
        Task.kind,
        Task.department,
        func.count(),
        func.count().filter(completable_by(actor)),
        func.count().filter(late),
        func.count().filter(Task.assignee.is_(None)),
        func.min(Task.due_at),
    )
    query = query.where(Task.closed_at.is_(None), visible_to(actor)).group_by(Task.kind, Task.department)
    rows = await session.execute(query.order_by(Task.kind, Task.department))
    return [Counts(*row) for row in rows.all()]
