"""投递的写入。Writes of what leaves the system: who is to hear of a message, what is to be sent now, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, case, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries import reader as readers
from models.queries import webhook as webhooks
from models.sealing import Seal
from models.tables import Delivery, Message
from policy.errors import Code, Refusal
from policy.telling import PAUSES, Channel, DeliveryState
from policy.text import Text

KEPT_FOR: Final = timedelta(days=30)
_LAST_PAUSE: Final = len(PAUSES) - 1


async def send_out(session: AsyncSession, seal: Seal, channels: Collection[Channel], most: int) -> int:
    """Write a delivery for each reader and channel of the messages that nobody has looked at yet, and return how many messages there were.

    A message and that it is outgoing are written in the transaction it tells of: no message is lost, and none that was undone is sent.
    """
    waiting = select(Message).where(Message.outgoing).order_by(Message.id).limit(most).with_for_update(skip_locked=True)
    messages = (await session.scalars(waiting)).all()
    if not messages:
        return 0
    found: list[dict[str, Any]] = [
        {"channel": channel, "message_id": message.id, "recipient": reader.actor.subject, "webhook_id": None}
        for message, reader in await readers.told(session, seal, messages)
        for channel in reader.channels(message)
        if channel in channels
    ]
    if Channel.WEBHOOK in channels:
        found += [
            {"channel": Channel.WEBHOOK, "message_id": message.id, "recipient": None, "webhook_id": webhook.id}
            for message, webhook in await webhooks.told(session, messages)
        ]
    if found:
        keyed = [one | {"key": f"{one['message_id']}/{one['channel']}/{one['recipient'] or one['webhook_id']}"} for one in found]
        await session.execute(insert(Delivery).values(keyed).on_conflict_do_nothing(index_elements=["key"]))
    await session.execute(update(Message).where(Message.id.in_([message.id for message in messages])).values(outgoing=False))
    return len(messages)


async def write_digest(session: AsyncSession, subject: str, day: date) -> None:
    """Have somebody be told what there is for them that day, once."""
    row = {"key": f"digest/{day}/{subject}", "channel": Channel.EMAIL, "recipient": subject}
    await session.execute(insert(Delivery).values(row).on_conflict_do_nothing(index_elements=["key"]))


async def take_due(session: AsyncSession, channel: Channel, most: int, called: Collection[uuid.UUID] = ()) -> Sequence[Delivery]:
    """Return what is to be sent now by a channel, the longest due first, and to a webhook one thing after the other.

    Nobody else gets it meanwhile, and each is put off for the next try.

    Args:
        session: The transaction.
        channel: By which channel.
        most: How many at most.
        called: The webhooks that have not answered the last thing yet.
    """
    before = aliased(Delivery)
    is_due = and_(Delivery.state == DeliveryState.WAITING, Delivery.next_at <= func.now())
    waits = select(before.id).where(
        before.webhook_id == Delivery.webhook_id,
        before.state == DeliveryState.WAITING,
        before.next_at <= func.now(),
        tuple_(before.next_at, before.id) < tuple_(Delivery.next_at, Delivery.id),
    )
    in_turn = or_(Delivery.webhook_id.is_(None), and_(Delivery.webhook_id.not_in(called), ~waits.exists()))
    due = (
        select(Delivery.id)
        .where(is_due, Delivery.channel == channel, in_turn)
        .order_by(Delivery.next_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    pause = case(*((Delivery.tries == tries, pause) for tries, pause in enumerate(PAUSES)), else_=PAUSES[_LAST_PAUSE])
    taken = update(Delivery).where(Delivery.id.in_(due)).values(tries=Delivery.tries + 1, next_at=func.now() + pause)
    return (await session.scalars(taken.returning(Delivery))).all()


async def end(session: AsyncSession, delivery_id: uuid.UUID, fault: str | None = None, *, for_good: bool = False) -> DeliveryState | None:
    """Keep what came of a try, and return how the delivery stands now; None where somebody else has ended it.

    Args:
        session: The transaction.
        delivery_id: Of which delivery.
        fault: Why it was not taken; None where it was.
        for_good: Whether it never will be. What was tried often enough is given up as well.
    """
    row = await find_locked(session, delivery_id)
    if row is None or row.state != DeliveryState.WAITING:
        return None
    row.fault = fault
    if fault is None or for_good or row.tries > len(PAUSES):
        row.become(DeliveryState.DELIVERED if fault is None else DeliveryState.DEAD)
        row.ended_at = datetime.now(UTC)
    return DeliveryState(row.state)


def replay(row: Delivery) -> None:
    """Have a delivery that was given up and is locked tried again from the beginning.

    Raises:
        Refusal: `wrong_stage`, for one that was not given up.
    """
    if row.state != DeliveryState.DEAD:
        raise Refusal(Code.WRONG_STAGE, Text("该投递没有终止，不需要重新投递。", "It was not given up: there is nothing to try again."))
    row.become(DeliveryState.WAITING)
    row.tries, row.ended_at, row.next_at = 0, None, datetime.now(UTC)


async def find_locked(session: AsyncSession, delivery_id: uuid.UUID) -> Delivery | None:
    """Return a delivery, locked until the transaction ends."""
    return (await session.scalars(select(Delivery).where(Delivery.id == delivery_id).with_for_update())).one_or_none()


async def forget(session: AsyncSession) -> None:
    """Delete what was taken long ago, or given up and left so for three times as long."""
    age = case((Delivery.state == DeliveryState.DEAD, 3 * KEPT_FOR), else_=KEPT_FOR)
    await session.execute(delete(Delivery).where(Delivery.ended_at < func.now() - age))
