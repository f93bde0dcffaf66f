"""专题会的查询。Reads of meetings: which there are, what is on their agenda, and what a case has been resolved."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case
from models.tables import AgendaItem, Application, Case, Enterprise, Evaluation, Meeting, Person
from policy.actors import Actor, Role
from policy.processes.evaluation.naming import title_of
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.meeting.agenda import AgendaState
from policy.processes.meeting.lifecycle import RESOLVED, Stage

Matter = tuple[AgendaItem, Application | Evaluation, str]
"""What is on an agenda, its case, and what that is about in words."""

UNTAKEN = (AgendaState.CARRIED, AgendaState.NOT_CARRIED, AgendaState.POSTPONED)
"""Where a matter stands whose case has not taken yet what came of it."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which meetings exist as far as `actor` is concerned; the SQL of `models.tables.Meeting.is_open_to`."""
    own = Meeting.department.in_(actor.departments) if actor.is_a(Role.OFFICER, Role.APPROVER) else false()
    return and_(Meeting.stage != Stage.DRAFT, true() if actor.is_a(*AREA_WIDE) else own)


async def find(session: AsyncSession, reference: str) -> Meeting | None:
    """Return a meeting by id or number."""
    return await case.find(session, Meeting, reference)


async def by_request(session: AsyncSession, request_key: str) -> Meeting | None:
    """Return the meeting a request called."""
    return (await session.scalars(select(Meeting).where(Meeting.request_key == request_key))).one_or_none()


async def preparing(session: AsyncSession, number: str, department: str) -> Meeting | None:
    """Return a meeting of a department on whose agenda a case may still be put, locked until the transaction ends."""
    query = select(Meeting).where(Meeting.number == number, Meeting.department == department, Meeting.stage == Stage.PREPARING)
    return (await session.scalars(query.with_for_update().execution_options(populate_existing=True))).one_or_none()


async def agenda(session: AsyncSession, meeting_id: uuid.UUID) -> Sequence[Matter]:
    """Return what is on the agenda of a meeting in its order, each with its case and what that is of: an enterprise, a policy."""
    applications = (
        select(AgendaItem, Application, Enterprise.name)
        .join(Application, Application.id == AgendaItem.case_id)
        .join(Enterprise, Enterprise.uscc == Application.enterprise_uscc)
        .where(AgendaItem.meeting_id == meeting_id)
    )
    evaluated = (
        select(AgendaItem, Evaluation).join(Evaluation, Evaluation.id == AgendaItem.case_id).where(AgendaItem.meeting_id == meeting_id)
    )
    found: list[Matter] = [(row[0], row[1], row[2]) for row in (await session.execute(applications)).all()]
    for matter, its_case in (await session.execute(evaluated)).all():
        found.append((matter, its_case, title_of(its_case.clause, its_case.year, interim=its_case.interim).zh))
    return sorted(found, key=lambda one: one[0].ordinal)


async def next_place(session: AsyncSession, meeting_id: uuid.UUID) -> int:
    """Return the place on the agenda that comes next."""
    last = await session.scalar(select(func.max(AgendaItem.ordinal)).where(AgendaItem.meeting_id == meeting_id))
    return (last or 0) + 1


async def proposed_fen(session: AsyncSession, meeting_id: uuid.UUID, item_code: str) -> int:
    """Return what the agenda of a meeting proposes for an item in all, in fen."""
    query = (
        select(func.coalesce(func.sum(AgendaItem.proposed_fen), 0))
        .join(Application, Application.id == AgendaItem.case_id)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.state != AgendaState.FELL_AWAY, Application.item_code == item_code)
    )
    return int((await session.scalars(query)).one() or 0)


async def deliberating(session: AsyncSession, case_id: uuid.UUID) -> uuid.UUID | None:
    """Return the meeting on whose agenda a case is that has not resolved it yet; None where none is."""
    found: uuid.UUID | None = await session.scalar(
        select(AgendaItem.meeting_id).where(AgendaItem.case_id == case_id, AgendaItem.state == AgendaState.LISTED)
    )
    return found


async def untaken(session: AsyncSession, meeting_id: uuid.UUID) -> Sequence[tuple[AgendaItem, str]]:
    """Return what no case has taken of what a meeting resolved, locked until the transaction ends, each with the stage of its case."""
    query = (
        select(AgendaItem, Case.stage)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.state.in_(UNTAKEN))
        .order_by(AgendaItem.ordinal)
        .with_for_update(of=AgendaItem)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def resolved(session: AsyncSession, case_id: uuid.UUID) -> tuple[AgendaItem, Meeting] | None:
    """Return what a meeting resolved of a case that has not taken it yet, locked until the transaction ends; None where none did."""
    query = (
        select(AgendaItem, Meeting)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.case_id == case_id, AgendaItem.state.in_(UNTAKEN), Meeting.stage.in_(RESOLVED))
        .with_for_update(of=AgendaItem)
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def terms_of(session: AsyncSession, case_id: uuid.UUID) -> dict[str, Any]:
    """Return the terms on which a meeting last resolved to invest."""
    carried = AgendaItem.result == AgendaState.CARRIED
    query = select(AgendaItem).where(AgendaItem.case_id == case_id, carried, AgendaItem.terms.is_not(None))
    found = (await session.scalars(query.order_by(AgendaItem.meeting_id.desc()).limit(1))).one()
    return dict(found.agreed or {})


async def members(session: AsyncSession, subjects: Sequence[str]) -> Sequence[Person]:
    """Return those of some people who sit on the committee and whose rights were not taken back."""
    sits = Person.grants.contains([{"role": Role.COMMITTEE}])
    return (await session.scalars(select(Person).where(Person.subject.in_(subjects), sits, Person.revoked_at.is_(None)))).all()
