"""回调。Where the systems of enterprises and departments want to hear that there is a message."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from models.tables.base import Base, Id, Now


class Webhook(Base):
    """An address that somebody registered for their enterprise, or for a department.

    Attributes:
        secret: What messages to it are signed with, sealed to its id.
        former_secret: The one before, which signs as well for a day.
        failing_since: Since when it took nothing.
        disabled_at: When it was given up; it is sent nothing but what tries it out.
    """

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("num_nonnulls(enterprise, department) = 1", name="of_one"),
        CheckConstraint("(former_secret IS NULL) = (rotated_at IS NULL)", name="rotated"),
        Index("ix_webhooks_enterprise", "enterprise"),
        Index("ix_webhooks_department", "department"),
    )

    id: Mapped[Id]
    enterprise: Mapped[str | None]
    department: Mapped[str | None]
    url: Mapped[str]
    secret: Mapped[bytes]
    former_secret: Mapped[bytes | None]
    rotated_at: Mapped[datetime | None]
    registered_by: Mapped[str]
    created_at: Mapped[Now]
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
