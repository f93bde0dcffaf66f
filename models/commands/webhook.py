"""回调的写入。Writes of where systems want to hear of messages, and of whether those take them."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.webhook import place_of
from models.sealing import Seal
from models.tables import Delivery, Message, Webhook
from policy.actors import Actor, Role
from policy.telling import Channel
from policy.webhooks import DISABLED_AFTER, PING, SECRET_BYTES, secret_of


async def register(
    session: AsyncSession, seal: Seal, actor: Actor, url: str, *, enterprise: str | None = None, department: str | None = None
) -> tuple[Webhook, str]:
    """Keep an address of an enterprise or of a department, and return it with its secret, which nobody is told again."""
    webhook_id = uuid.uuid4()
    secret, sealed = _drawn(seal, webhook_id)
    row = Webhook(id=webhook_id, enterprise=enterprise, department=department, url=url, secret=sealed, registered_by=actor.subject)
    session.add(row)
    await session.flush()
    return row, secret


async def rotate(session: AsyncSession, seal: Seal, row: Webhook) -> str:
    """Give an address another secret, and return it; the one before signs as well for a day."""
    kept = await _locked(session, row.id)
    secret, sealed = _drawn(seal, row.id)
    kept.former_secret, kept.secret, kept.rotated_at = kept.secret, sealed, datetime.now(UTC)
    return secret


async def delete(session: AsyncSession, row: Webhook) -> None:
    """Forget an address, and what was sent to it."""
    await session.delete(await _locked(session, row.id))


async def ping(session: AsyncSession, row: Webhook) -> Delivery:
    """Have an address tried out, also one that was given up: once it takes something it is told everything again."""
    delivery = Delivery(key=f"{PING}/{uuid.uuid4()}", channel=Channel.WEBHOOK, webhook_id=row.id)
    session.add(delivery)
    await session.flush()
    return delivery


async def note(session: AsyncSession, webhook_id: uuid.UUID, *, taken: bool, gone: bool) -> None:
    """Keep whether an address took what was sent to it; whoever has one that took nothing for days is told that it is given up.

    Args:
        session: The transaction.
        webhook_id: The address.
        taken: Whether it did.
        gone: Whether it says that it never will.
    """
    row = (await session.scalars(select(Webhook).where(Webhook.id == webhook_id).with_for_update())).one_or_none()
    if row is None:
        return
    if taken:
        row.failing_since = row.disabled_at = None
        return
    now = datetime.now(UTC)
    row.failing_since = row.failing_since or now
    if row.disabled_at is None and (gone or now - row.failing_since >= DISABLED_AFTER):
        row.disabled_at = now
        zh = f"回调地址（{row.id}）持续不能接收通知，已经停用。排除故障后请测试该地址，测试成功即恢复。"
        en = f"The webhook {row.id} took nothing and is not told anything any more. Once it is mended, ping it: that brings it back."
        role = Role.OFFICER if row.department else None
        session.add(Message(enterprise_uscc=row.enterprise, department=row.department, role=role, zh=zh, en=en))


async def _locked(session: AsyncSession, webhook_id: uuid.UUID) -> Webhook:
    return (await session.scalars(select(Webhook).where(Webhook.id == webhook_id).with_for_update())).one()


def _drawn(seal: Seal, webhook_id: uuid.UUID) -> tuple[str, bytes]:
    secret = secret_of(os.urandom(SECRET_BYTES))
    return secret, seal.seal(secret.encode(), place_of(webhook_id))
