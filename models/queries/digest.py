"""每日汇总的查询。Reads of what somebody is told once a day: how many messages are new, and how many tasks are due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.message import visible_to
from models.queries.reader import Reader
from models.queries.task import completable_by
from models.tables import Message, Preference, Task
from policy.telling import Channel, Digest, MessageKind

SOON: Final = timedelta(days=3)
# More than a day: a round that comes a little early, or late, leaves nothing out.
_NEWS: Final = timedelta(hours=25)
_IS: Final[Mapping[MessageKind, ColumnElement[bool]]] = {
    MessageKind.REMINDER: and_(Message.reminder),
    MessageKind.PERSONAL: and_(~Message.reminder, Message.person.is_not(None)),
    MessageKind.ENTERPRISE: and_(~Message.reminder, Message.person.is_(None), Message.enterprise_uscc.is_not(None)),
    MessageKind.ROLE: and_(~Message.reminder, Message.person.is_(None), Message.enterprise_uscc.is_(None)),
}
"""The SQL of `policy.telling.kind_of`."""


async def wanted_by(session: AsyncSession) -> Sequence[str]:
    """Return the subjects of those who want one e-mail a day."""
    return (await session.scalars(select(Preference.subject).where(Preference.digest).order_by(Preference.subject))).all()


async def of(session: AsyncSession, reader: Reader, at: datetime) -> Digest | None:
    """Return what somebody is told at a moment; None where there is nothing, or nobody knows where to."""
    if Channel.EMAIL not in reader.addresses:
        return None
    kinds = [_IS[kind] for kind in MessageKind if Channel.EMAIL in reader.chosen(kind)]
    news = Message.read_at.is_(None), Message.sent_at.between(at - _NEWS, at), or_(false(), *kinds), visible_to(reader.actor)
    due = Task.closed_at.is_(None), Task.due_at <= at + SOON, completable_by(reader.actor)
    messages = await session.scalar(select(func.count()).select_from(Message).where(*news))
    tasks = await session.scalar(select(func.count()).select_from(Task).where(*due))
    return Digest(messages or 0, tasks or 0) if messages or tasks else None
