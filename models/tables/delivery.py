"""投递。What leaves the system for somebody: each by one channel, tried until it was taken or is given up."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now
from models.tables.states import WithState, listed
from policy.telling import DELIVERY, Channel, DeliveryState


class Delivery(WithState, Base):
    """One thing for one reader. Neither an address nor what is said is kept in it: both are read when it is sent.

    Attributes:
        key: What tells it apart, so that nothing is written twice.
        message_id: The message it tells of.
        recipient: The subject of whom it is for, if it is for a person.
        webhook_id: The address of a system that it is for, otherwise.
        tries: How often it was tried.
        next_at: When it is tried next.
        fault: Why the last try failed, a short code.
        ended_at: When it was taken or given up.
    """

    states = DELIVERY

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint(f"channel IN ({listed(Channel)})", name="channel"),
        CheckConstraint(f"state IN ({listed(DeliveryState)})", name="state"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        Index("ix_deliveries_due", "next_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_deliveries_state", "state", "id"),
        Index("ix_deliveries_webhook", "webhook_id", "id", postgresql_where=text("webhook_id IS NOT NULL")),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    message_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("messages.id"))
    recipient: Mapped[str | None]
    webhook_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    next_at: Mapped[Now]
    fault: Mapped[str | None]
    created_at: Mapped[Now]
    ended_at: Mapped[datetime | None]
