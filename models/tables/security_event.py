"""安全事件表。What was refused or given to somebody, counted by the minute: however often they come, it is one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from policy.security_events import Kind


class SecurityEvent(Base):
    """What happened within a minute to one person, or to strangers.

    Attributes:
        minute: When that minute began.
        kind: What happened (`policy.security_events.Kind`).
        reason: Why it was refused.
        subject: Who it was, as the issuer vouches; None for strangers.
        network: The network they came from; of many at once None.
        operation: What they asked for, by its id in the OpenAPI document; of much at once None.
        about: The number or the id of what they asked about.
        times: How often.
        rows: How many rows of lists they were given in all.
    """

    __tablename__ = "security_events"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(kind.value) for kind in Kind)})", name="kind"),
        CheckConstraint("times > 0", name="happened"),
        Index(
            "uq_security_events_minute",
            *("minute", "kind", "reason", "subject", "network", "operation", "about"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        *(Index(f"ix_security_events_{column}", column, "id") for column in ("kind", "subject", "about")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    minute: Mapped[datetime]
    kind: Mapped[str]
    reason: Mapped[str | None]
    subject: Mapped[str | None]
    network: Mapped[str | None]
    operation: Mapped[str | None]
    about: Mapped[str | None]
    times: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(BigInteger, server_default="0")
