"""通知的查询。Reads of people's messages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from models.queries.page import Page
from models.tables import Message
from policy.actors import OF_A_DEPARTMENT, Actor, Role
from policy.processes.kernel.permissions import may_read_message


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which messages `actor` may read; the SQL of `policy.processes.kernel.permissions.may_read_message`."""
    clauses: list[ColumnElement[bool]] = [Message.person == actor.subject]
    if actor.is_a(Role.APPLICANT):
        clauses.append(Message.enterprise_uscc.in_(actor.enterprises))
    area_wide = [role for role in actor.roles if role not in {*OF_A_DEPARTMENT, Role.APPLICANT, Role.EXPERT}]
    clauses.append(Message.role.in_(area_wide))
    clauses += [and_(Message.role == role, Message.department.in_(actor.departments_as(role))) for role in OF_A_DEPARTMENT]
    return or_(*clauses)


async def page(session: AsyncSession, actor: Actor, page: Page, *, unread: bool) -> Sequence[Message]:
    """Return a page of somebody's messages."""
    query = select(Message).where(visible_to(actor))
    if unread:
        query = query.where(Message.read_at.is_(None))
    return (await session.scalars(page.of(query, Message))).all()


async def find(session: AsyncSession, actor: Actor, message_id: uuid.UUID) -> Message | None:
    """Return a message, if it is `actor`'s to read."""
    row = await one(session, message_id)
    if row is None:
        return None
    role = Role(row.role) if row.role else None
    mine = may_read_message(actor, enterprise=row.enterprise_uscc, department=row.department, role=role, person=row.person)
    return row if mine else None


async def one(session: AsyncSession, message_id: uuid.UUID | None) -> Message | None:
    """Return a message, whoever it is for."""
    return (await session.scalars(select(Message).where(Message.id == message_id))).one_or_none()
