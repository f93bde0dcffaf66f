"""回调的查询。Reads of where systems want to hear of messages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Page
from models.queries.reader import who_speaks_for
from models.sealing import Seal
from models.tables import Delivery, Message, Webhook
from policy.actors import Actor, Role
from policy.webhooks import BOTH_SIGN_FOR


def of(actor: Actor) -> ColumnElement[bool]:
    """Say which addresses are somebody's to keep: those of the enterprise they act for, and of departments in which they are an officer."""
    enterprise = Webhook.enterprise == actor.enterprise if actor.is_a(Role.APPLICANT) and actor.enterprise else false()
    return or_(enterprise, Webhook.department.in_(actor.departments_as(Role.OFFICER)))


async def page(session: AsyncSession, actor: Actor, page: Page) -> Sequence[Webhook]:
    """Return a page of somebody's addresses, newest first."""
    query = select(Webhook).where(of(actor)).order_by(Webhook.id.desc()).limit(page.limit + 1)
    return (await session.scalars(query if page.after is None else query.where(Webhook.id < page.after))).all()


async def find(session: AsyncSession, actor: Actor, webhook_id: uuid.UUID) -> Webhook | None:
    """Return an address that is somebody's to keep."""
    return (await session.scalars(select(Webhook).where(Webhook.id == webhook_id, of(actor)))).one_or_none()


async def one(session: AsyncSession, webhook_id: uuid.UUID | None) -> Webhook | None:
    """Return an address, whoever's it is."""
    return (await session.scalars(select(Webhook).where(Webhook.id == webhook_id))).one_or_none()


async def is_registered(session: AsyncSession, url: str, enterprise: str | None, department: str | None) -> bool:
    """Tell whether an enterprise or a department has an address already: it would be told everything twice."""
    its = Webhook.enterprise.is_not_distinct_from(enterprise), Webhook.department.is_not_distinct_from(department)
    return await session.scalar(select(Webhook.id).where(*its, Webhook.url == url).limit(1)) is not None


async def count(session: AsyncSession, enterprise: str | None, department: str | None) -> int:
    """Return how many addresses an enterprise or a department has."""
    its = Webhook.enterprise.is_not_distinct_from(enterprise), Webhook.department.is_not_distinct_from(department)
    return int(await session.scalar(select(func.count()).select_from(Webhook).where(*its)) or 0)


async def deliveries(session: AsyncSession, webhook_id: uuid.UUID, page: Page) -> Sequence[Delivery]:
    """Return a page of what was sent to an address, newest first."""
    query = select(Delivery).where(Delivery.webhook_id == webhook_id).order_by(Delivery.id.desc()).limit(page.limit + 1)
    return (await session.scalars(query if page.after is None else query.where(Delivery.id < page.after))).all()


async def told(session: AsyncSession, messages: Sequence[Message]) -> list[tuple[Message, Webhook]]:
    """Return which of some messages are told to which addresses: those of whom a message is for, and of whoever took their place."""
    speaking = await who_speaks_for(session, {message.enterprise_uscc for message in messages if message.enterprise_uscc})
    departments = {message.department for message in messages if message.department and not message.person}
    of_any = or_(
        Webhook.enterprise.in_({speaker for speakers in speaking.values() for speaker in speakers}), Webhook.department.in_(departments)
    )
    registered = (await session.scalars(select(Webhook).where(Webhook.disabled_at.is_(None), of_any))).all()
    return [
        (message, webhook)
        for message in messages
        for webhook in registered
        if (webhook.enterprise is not None and webhook.enterprise in speaking.get(message.enterprise_uscc or "", ()))
        or (webhook.department is not None and webhook.department == message.department and not message.person)
    ]


def secrets(seal: Seal, row: Webhook) -> tuple[str, ...]:
    """Return what messages to an address are signed with today, the current secret first."""
    kept = [row.secret]
    if row.former_secret is not None and row.rotated_at is not None and datetime.now(UTC) < row.rotated_at + BOTH_SIGN_FOR:
        kept.append(row.former_secret)
    return tuple(seal.open(one, place_of(row.id)).decode() for one in kept)


def place_of(webhook_id: uuid.UUID) -> str:
    """Return what the secret of an address is sealed to."""
    return f"webhook {webhook_id}"
