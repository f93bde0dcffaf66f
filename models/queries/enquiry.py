"""诉求的查询。Reads of enquiries, which of them are late, and how many there are of each kind."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, extract, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case
from models.tables import Enquiry, Task
from policy.actors import Actor, Role
from policy.processes.enquiry.tasks import ANSWERS
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import OVER_CASES
from policy.working_days import BEIJING

# Of a task: it was not done in time.
TASK_IS_LATE: Final = or_(Task.escalated_at.is_not(None), Task.closed_at > Task.due_at)
# Of an enquiry: an answer of ours was not given in time.
IS_LATE: Final = select(Task.id).where(Task.case_id == Enquiry.id, Task.kind.in_(ANSWERS), TASK_IS_LATE).correlate(Enquiry).exists()


def visible_to(actor: Actor, *, late: bool | None = None) -> ColumnElement[bool]:
    """Say which enquiries exist as far as `actor` is concerned, the SQL of `Enquiry.is_open_to`; only those late or in time, if asked."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*OVER_CASES) else false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses += [Enquiry.department.in_(actor.departments), Enquiry.invited.overlap(list(actor.departments))]
    if actor.is_a(Role.APPLICANT):
        clauses.append(Enquiry.enterprise_uscc.in_(actor.enterprises))
    wanted = true() if late is None else IS_LATE if late else ~IS_LATE
    return and_(Enquiry.stage.not_in(UNSUBMITTED), or_(*clauses), wanted)


async def find(session: AsyncSession, reference: str) -> Enquiry | None:
    """Return an enquiry by id or by number."""
    return await case.find(session, Enquiry, reference)


async def by_request(session: AsyncSession, request_key: str) -> Enquiry | None:
    """Return the enquiry a request drafted."""
    return (await session.scalars(select(Enquiry).where(Enquiry.request_key == request_key))).one_or_none()


async def late(session: AsyncSession, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of some enquiries were not answered in time."""
    return set((await session.scalars(select(Enquiry.id).where(Enquiry.id.in_(ids), IS_LATE))).all())


async def counts(session: AsyncSession, actor: Actor, year: int | None) -> Sequence[Row[Any]]:
    """Return how many enquiries `actor` may see there are, or were made in a year, by item, department, stage, and whether late."""
    query = select(Enquiry.item_code, Enquiry.department, Enquiry.stage, IS_LATE.label("late")).where(visible_to(actor))
    if year is not None:
        query = query.where(extract("year", func.timezone(BEIJING.tzname(None), Enquiry.created_at)) == year)
    found = query.subquery()
    kinds = (found.c.item_code, found.c.department, found.c.stage, found.c.late)
    return (await session.execute(select(*kinds, func.count().label("count")).group_by(*kinds).order_by(*kinds))).all()
