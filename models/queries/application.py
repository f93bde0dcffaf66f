"""Reads of applications and what belongs to them, as people see them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.case import whole
from models.tables import Application, Assessment, AuditEvent, Case, Document, Enterprise, Task, Verification
from policy.actors import Actor, Role
from policy.judging.catalogue import codes_of_departments
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.panel.steps import PanelEvent


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: at most `limit` rows after the row with id `after`, newest first unless said otherwise."""

    limit: int
    after: uuid.UUID | None = None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which applications exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_application`."""
    if actor.is_a(*AREA_WIDE):
        return true()
    clauses: list[ColumnElement[bool]] = [false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(Application.item_code.in_(codes_of_departments(actor.departments)))
    if actor.is_a(Role.APPLICANT) and actor.enterprise:
        clauses.append(Application.enterprise_uscc == actor.enterprise)
    return or_(*clauses)


async def find(session: AsyncSession, reference: str) -> Application | None:
    """Return an application by id or by number."""
    try:
        condition = Application.id == uuid.UUID(reference)
    except ValueError:
        condition = Application.number == reference
    return (await session.scalars(select(Application).where(condition))).one_or_none()


async def page(session: AsyncSession, actor: Actor, where: Mapping[str, str | int | None], page: Page) -> Sequence[tuple[Application, str]]:
    """Return a page of what `actor` may see, newest first, each with its enterprise's name.

    Args:
        session: The session.
        actor: Who asks.
        where: Values of `stage`, `item_code`, `department` and `programme_year` to match; None matches all.
        page: Which part.
    """
    query = (
        select(Application, Enterprise.name)
        .join(Enterprise, Enterprise.uscc == Application.enterprise_uscc)
        .where(visible_to(actor))
        .order_by(Application.id.desc())
        .limit(page.limit + 1)
    )
    for name, value in where.items():
        if value is not None:
            query = query.where(getattr(Application, name) == value)
    if page.after is not None:
        query = query.where(Application.id < page.after)
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def enterprise_name(session: AsyncSession, uscc: str) -> str:
    """Return the name of an enterprise."""
    return await session.scalar(select(Enterprise.name).where(Enterprise.uscc == uscc)) or uscc


async def timeline(session: AsyncSession, case_id: uuid.UUID) -> Sequence[AuditEvent]:
    """Return everything that happened, in order."""
    return (await session.scalars(select(AuditEvent).where(AuditEvent.case_id == case_id).order_by(AuditEvent.sequence))).all()


async def last_of(session: AsyncSession, case_id: uuid.UUID, events: Sequence[str]) -> AuditEvent | None:
    """Return the latest of some events."""
    query = (
        select(AuditEvent).where(AuditEvent.case_id == case_id, AuditEvent.event.in_(events)).order_by(AuditEvent.sequence.desc()).limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def open_tasks(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Task]:
    """Return the open tasks."""
    return (await session.scalars(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)).order_by(Task.id))).all()


async def latest_assessment(session: AsyncSession, application_id: uuid.UUID) -> Assessment | None:
    """Return the last assessment."""
    query = select(Assessment).where(Assessment.application_id == application_id).order_by(Assessment.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def latest_verification(session: AsyncSession, application_id: uuid.UUID) -> Verification | None:
    """Return the last verification."""
    query = select(Verification).where(Verification.application_id == application_id).order_by(Verification.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def documents(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Document]:
    """Return the evidence that stands, oldest first."""
    query = select(Document).where(Document.case_id == case_id, Document.withdrawn_at.is_(None)).order_by(Document.id)
    return (await session.scalars(query)).all()


async def document(session: AsyncSession, document_id: uuid.UUID) -> tuple[Document, Case] | None:
    """Return a piece of evidence that stands, with its case."""
    query = (
        select(Document, Case).join(Case, Case.id == Document.case_id).where(Document.id == document_id, Document.withdrawn_at.is_(None))
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], await whole(session, row[1])) if row else None


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
