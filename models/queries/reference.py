"""Reads of reference data, and of people's messages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from models.queries.application import Page
from models.tables import CalendarDate, CalendarYear, Expert, ImplementingRule, Message
from policy.actors import Actor, Role
from policy.processes.kernel.permissions import AREA_WIDE


async def experts(session: AsyncSession, department: str | None) -> Sequence[Expert]:
    """Return the expert pool."""
    query = select(Expert).order_by(Expert.subject)
    if department is not None:
        query = query.where(Expert.departments.contains([department]))
    return (await session.scalars(query)).all()


async def calendar_year(session: AsyncSession, year: int) -> tuple[CalendarYear | None, Sequence[CalendarDate]]:
    """Return a year's notice, if it is known, and the days that differ from the plain week."""
    notice = (await session.scalars(select(CalendarYear).where(CalendarYear.year == year))).one_or_none()
    within = CalendarDate.day.between(date(year, 1, 1), date(year, 12, 31))
    return notice, (await session.scalars(select(CalendarDate).where(within).order_by(CalendarDate.day))).all()


async def implementing_rules(session: AsyncSession) -> list[dict[str, Any]]:
    """Return the approved implementing rules of every item and date, as JSON."""
    query = (
        select(ImplementingRule)
        .where(ImplementingRule.approved_by.is_not(None))
        .order_by(ImplementingRule.effective_from, ImplementingRule.id)
    )
    return [
        {"item": rule.item_code, "from": rule.effective_from.isoformat(), "values": rule.values}
        | ({"to": rule.effective_to.isoformat()} if rule.effective_to else {})
        for rule in await session.scalars(query)
    ]


def _addressed_to(actor: Actor) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = [false()]
    if actor.is_a(Role.APPLICANT) and actor.enterprise:
        clauses.append(Message.enterprise_uscc == actor.enterprise)
    staff = [role for role in actor.roles if role is not Role.APPLICANT]
    if actor.is_a(*AREA_WIDE):
        clauses.append(Message.role.in_(staff))
    clauses.append(and_(Message.role.in_(staff), Message.department.in_(actor.departments)))
    return or_(*clauses)


async def messages(session: AsyncSession, actor: Actor, page: Page, *, unread: bool) -> Sequence[Message]:
    """Return a page of somebody's messages, newest first."""
    query = select(Message).where(_addressed_to(actor)).order_by(Message.id.desc()).limit(page.limit + 1)
    if unread:
        query = query.where(Message.read_at.is_(None))
    if page.after is not None:
        query = query.where(Message.id < page.after)
    return (await session.scalars(query)).all()


async def message(session: AsyncSession, actor: Actor, message_id: uuid.UUID) -> Message | None:
    """Return one of somebody's messages."""
    return (await session.scalars(select(Message).where(_addressed_to(actor), Message.id == message_id))).one_or_none()
