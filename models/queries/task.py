"""任务的查询。Reads of tasks: for a transition, and as their doers see them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, any_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import family
from models.tables import Application, AuditEvent, Case, Involvement, Task
from policy.actors import OF_A_DEPARTMENT, Actor, Grant, Role
from policy.processes.kernel.duties import barring
from policy.processes.kernel.permissions import IN_PERSON
from policy.processes.meeting.lifecycle import Event as MeetingEvent
from policy.processes.meeting.tasks import VOTES
from policy.processes.panel.steps import PanelEvent
from policy.processes.registry import KINDS

# What somebody did, beside what a task asks for.
_BARS: Final = (
    *(
        and_(Task.kind.in_([kind.code for kind in KINDS.values() if barring(kind) == duties]), Involvement.duty.in_(sorted(duties)))
        for duties in dict.fromkeys(map(barring, KINDS.values()))
    ),
    *(and_(Task.kind == kind.code, Involvement.step.in_(kind.not_again)) for kind in KINDS.values() if kind.not_again),
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which tasks exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_task`."""
    if actor.is_a(Role.AUDITOR, Role.OPERATOR, Role.ADMIN):
        return true()
    clauses: list[ColumnElement[bool]] = [_is_given(actor)]
    if actor.departments:
        clauses.append(Task.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT):
        clauses.append(and_(Task.role == Role.APPLICANT, Task.enterprise_uscc.in_(actor.enterprises)))
    clauses.append(_is_served(actor))
    return or_(*clauses)


def completable_by(actor: Actor) -> ColumnElement[bool]:
    """Say which open tasks `actor` may complete; the SQL of `policy.processes.kernel.permissions.why_not`."""
    clauses: list[ColumnElement[bool]] = [
        and_(_is_given(actor), Task.role != Role.APPLICANT),
        and_(Task.assignee.is_(None), _is_served(actor)),
    ]
    if actor.is_a(Role.EXPERT):
        clauses.append(and_(Task.assignee.is_(None), Task.role == Role.EXPERT))
    if led := [_is_led(grant) for grant in actor.grants if grant.head and grant.holds and grant.role in _staff(actor)]:
        clauses.append(and_(Task.escalated_at.is_not(None), or_(*led)))
    if actor.is_a(Role.APPLICANT) and actor.successor is None:
        clauses.append(and_(Task.role == Role.APPLICANT, Task.enterprise_uscc.in_(actor.enterprises)))
    own = and_(Task.concerns.overlap([*actor.enterprises, *actor.interests]), Task.role.not_in((Role.APPLICANT, *IN_PERSON)))
    return and_(Task.closed_at.is_(None), ~_has_another_duty(actor), ~own, or_(*clauses))


def _is_given(actor: Actor) -> ColumnElement[bool]:
    """Say which tasks are given to `actor`, or to whom they stand in for; the SQL of the rule of that name in policy."""
    own = and_(Task.assignee == actor.subject, Task.role.in_(actor.roles))
    by_deputy = and_(Task.assignee.in_(actor.stands_in_for), Task.role.not_in(IN_PERSON), _is_served(actor))
    return or_(own, by_deputy) if actor.stands_in_for else own


def _is_served(actor: Actor) -> ColumnElement[bool]:
    """Say which tasks are of a role and place of `actor`'s; the SQL of `policy.processes.kernel.permissions.serves_as`."""
    area_wide = [role for role in _staff(actor) if role not in OF_A_DEPARTMENT]
    bound = (and_(Task.role == role, Task.department.in_(actor.departments_as(role))) for role in OF_A_DEPARTMENT)
    return or_(Task.role.in_(area_wide), *bound)


def _is_led(grant: Grant) -> ColumnElement[bool]:
    """Say which tasks the head who holds a grant leads; the SQL of `policy.actors.Actor.leads`."""
    return and_(Task.role == grant.role, Task.department == grant.department if grant.department else true())


def _has_another_duty(actor: Actor) -> ColumnElement[bool]:
    """Say of which tasks what `actor`, or whom they stand in for, did in their families keeps them; the SQL of `bars` in policy."""
    whose: ColumnElement[bool] = Involvement.subject == actor.subject
    if actor.stands_in_for:
        whose = or_(whose, and_(Involvement.subject == Task.assignee, Task.assignee.in_(actor.stands_in_for)))
    before = exists().where(whose, Involvement.family == any_(Task.families))
    return before.where(or_(*_BARS))


def _staff(actor: Actor) -> list[Role]:
    return [role for role in actor.roles if role not in {Role.APPLICANT, Role.EXPERT}]


async def votes(session: AsyncSession, actor: Actor, row: Case) -> bool:
    """Tell whether a member of the committee was asked to vote on a case, or on what is asked for in it, and did not stand aside."""
    asked_for = select(Application.id).where(Application.parent_id == row.id)
    put = Task.about["case_id"].astext.in_([str(row.id), *map(str, await session.scalars(asked_for))])
    kept = and_(Task.kind.in_(VOTES), Task.assignee == actor.subject, Task.outcome.is_distinct_from(MeetingEvent.RECUSED))
    return actor.is_a(Role.COMMITTEE) and await session.scalar(select(Task.id).where(kept, put).limit(1)) is not None


async def is_given(session: AsyncSession, actor: Actor, row: Case) -> bool:
    """Tell whether a task that is about a case, or about another of its family, is open for an officer or an approver to do.

    It was given to them by name, or to their role in their department, whichever department handles the case.
    """
    roles = [role for role in actor.roles if role in OF_A_DEPARTMENT]
    theirs = or_(Task.assignee == actor.subject, and_(Task.assignee.is_(None), _is_served(actor)))
    about = or_(Task.case_id == row.id, Task.families.overlap([*(await family.of(session, row, {})).own]))
    query = select(Task.id).where(Task.closed_at.is_(None), Task.role.in_(roles), theirs, about)
    return bool(roles) and await session.scalar(query.limit(1)) is not None


async def with_outcome(session: AsyncSession, case_id: uuid.UUID, kind: str, outcome: str) -> Sequence[Task]:
    """Return the tasks of one kind of a case that were completed with an outcome, oldest first."""
    query = select(Task).where(Task.case_id == case_id, Task.kind == kind, Task.outcome == outcome)
    return (await session.scalars(query.order_by(Task.id))).all()


async def last_of_kinds(session: AsyncSession, case_id: uuid.UUID, kinds: Collection[str]) -> str | None:
    """Return the kind of the last task of some kinds that a case had."""
    query = select(Task.kind).where(Task.case_id == case_id, Task.kind.in_(kinds)).order_by(Task.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def last_answer(session: AsyncSession, case_id: uuid.UUID, kind: str) -> dict[str, Any] | None:
    """Return what was answered in the last task of a kind that somebody completed in a case."""
    done = and_(Task.case_id == case_id, Task.kind == kind, Task.completed_by.is_not(None))
    found: dict[str, Any] | None = await session.scalar(select(Task.answer).where(done).order_by(Task.id.desc()).limit(1))
    return found


async def find(session: AsyncSession, task_id: uuid.UUID) -> tuple[Task, Case] | None:
    """Return a task with its case."""
    query = select(Task, Case).join(Case, Case.id == Task.case_id).where(Task.id == task_id)
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def open_of(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Task]:
    """Return the open tasks of a case, oldest first."""
    query = select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)).order_by(Task.id)
    return (await session.scalars(query)).all()


async def due_of(session: AsyncSession, case_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, datetime | None]:
    """Return when the open tasks of some cases are due, the first of each case."""
    of_each = select(Task.case_id, func.min(Task.due_at).label("due_at")).where(Task.case_id.in_(case_ids), Task.closed_at.is_(None))
    return {row.case_id: row.due_at for row in (await session.execute(of_each.group_by(Task.case_id))).all()}


async def all_of(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Task]:
    """Return every task of a case, open or closed, oldest first."""
    return (await session.scalars(select(Task).where(Task.case_id == case_id).order_by(Task.id))).all()


async def completed(session: AsyncSession, case_id: uuid.UUID, kinds: Iterable[str]) -> Sequence[Task]:
    """Return the tasks of some kinds that a person completed, oldest first."""
    query = select(Task).where(Task.case_id == case_id, Task.kind.in_(tuple(kinds)), Task.completed_by.is_not(None)).order_by(Task.id)
    return (await session.scalars(query)).all()


async def written(session: AsyncSession, case_id: uuid.UUID, kinds: Collection[str]) -> Sequence[tuple[Task, str]]:
    """Return the tasks of some kinds that a person completed, oldest first, each with the name of whoever did."""
    named = select(AuditEvent.actor_name).where(AuditEvent.case_id == Task.case_id, AuditEvent.actor == Task.completed_by)
    name = named.order_by(AuditEvent.sequence.desc()).limit(1).scalar_subquery()
    # Whoever drew the list it was decided by did nothing in the case itself.
    drew = select(AuditEvent.actor_name).join(Case, Case.id == AuditEvent.case_id)
    drew = drew.where(Case.number == Task.answer["window"].astext, AuditEvent.actor == Task.completed_by)
    by_list = drew.order_by(AuditEvent.sequence.desc()).limit(1).correlate(Task).scalar_subquery()
    query = select(Task, func.coalesce(name, by_list, Task.completed_by)).where(Task.case_id == case_id, Task.kind.in_(tuple(kinds)))
    rows = await session.execute(query.where(Task.completed_by.is_not(None)).order_by(Task.closed_at, Task.id))
    return [(row[0], row[1]) for row in rows]


async def of_kind(session: AsyncSession, case_id: uuid.UUID, kind: str) -> Sequence[Task]:
    """Return every task of one kind, open or closed, oldest first."""
    return (await session.scalars(select(Task).where(Task.case_id == case_id, Task.kind == kind).order_by(Task.id))).all()


async def judged_by(session: AsyncSession, case_id: uuid.UUID, subject: str) -> bool:
    """Tell whether an expert was given this case to judge and has not stood aside."""
    query = select(Task.id).where(
        Task.case_id == case_id,
        Task.kind == "expert_review",
        Task.assignee == subject,
        or_(Task.outcome.is_(None), Task.outcome == PanelEvent.EXPERT_SCORED),
    )
    return await session.scalar(query.limit(1)) is not None


async def last_offer(session: AsyncSession, application_id: uuid.UUID) -> Task | None:
    """Return the task by which an application was last offered, if it was."""
    query = select(Task).where(Task.case_id == application_id, Task.kind == "offer").order_by(Task.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()
