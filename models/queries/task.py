"""Reads of tasks, as their doers see them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, all_, and_, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.application import Page
from models.tables import Case, Task
from policy.actors import Actor, Role
from policy.processes.kernel.permissions import AREA_WIDE


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which tasks exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_task`."""
    if actor.is_a(Role.AUDITOR, Role.OPERATOR, Role.ADMIN):
        return true()
    clauses: list[ColumnElement[bool]] = [Task.assignee == actor.subject]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(Task.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT) and actor.enterprise:
        clauses.append(and_(Task.role == Role.APPLICANT, Task.enterprise_uscc == actor.enterprise))
    area_wide = [role for role in actor.roles if role in AREA_WIDE]
    if area_wide:
        clauses.append(Task.role.in_(area_wide))
    return or_(*clauses)


def completable_by(actor: Actor) -> ColumnElement[bool]:
    """Say which open tasks `actor` may complete; the SQL of `policy.processes.kernel.permissions.why_not_complete`."""
    in_department = true() if actor.is_a(*AREA_WIDE) else Task.department.in_(actor.departments)
    staff = [role for role in actor.roles if role not in {Role.APPLICANT, Role.EXPERT}]
    mine = and_(Task.role.in_(staff), in_department, or_(Task.assignee.is_(None), Task.assignee == actor.subject))
    clauses: list[ColumnElement[bool]] = [mine, and_(Task.role == Role.EXPERT, Task.assignee == actor.subject)]
    if actor.is_a(Role.APPROVER):
        clauses.append(and_(Task.escalated_at.is_not(None), Task.department.in_(actor.departments), Task.role != Role.APPLICANT))
    if actor.is_a(Role.APPLICANT) and actor.enterprise:
        clauses.append(and_(Task.role == Role.APPLICANT, Task.enterprise_uscc == actor.enterprise))
    return and_(Task.closed_at.is_(None), literal(actor.subject) != all_(Task.excluded), or_(*clauses))


async def page(  # noqa: PLR0913 - the filters of a list
    session: AsyncSession,
    actor: Actor,
    page: Page,
    *,
    kind: str | None = None,
    case: str | None = None,
    department: str | None = None,
    mine: bool = False,
    closed: bool = False,
) -> Sequence[tuple[Task, Case]]:
    """Return a page of tasks, those due first coming last in age: oldest first, so that a list is worked from the top."""
    query = select(Task, Case).join(Case, Case.id == Task.case_id).where(visible_to(actor)).order_by(Task.id).limit(page.limit + 1)
    if not closed:
        query = query.where(Task.closed_at.is_(None))
    if mine:
        query = query.where(completable_by(actor))
    if kind is not None:
        query = query.where(Task.kind == kind)
    if department is not None:
        query = query.where(Task.department == department)
    if case is not None:
        query = query.where(_is(case))
    if page.after is not None:
        query = query.where(Task.id > page.after)
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


def _is(reference: str) -> ColumnElement[bool]:
    try:
        return Case.id == uuid.UUID(reference)
    except ValueError:
        return Case.number == reference


async def find(session: AsyncSession, task_id: uuid.UUID) -> tuple[Task, Case] | None:
    """Return a task with its case."""
    query = select(Task, Case).join(Case, Case.id == Task.case_id).where(Task.id == task_id)
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None
