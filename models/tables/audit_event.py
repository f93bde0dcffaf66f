"""审计事件。What happened, by whom, when: appended with the transition it records, never changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now


class AuditEvent(Base):
    """One transition. `key` is the idempotency key: a retry of the same transition finds it and changes nothing.

    `attestation` is what the API vouched with for the request it comes of; none, where the office's own steps or another case led to it.
    """

    __tablename__ = "audit_events"
    __table_args__ = (UniqueConstraint("key"), UniqueConstraint("case_id", "sequence"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    key: Mapped[str]
    event: Mapped[str]
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    actor: Mapped[str]
    actor_name: Mapped[str]
    detail: Mapped[dict[str, Any]]
    attestation: Mapped[str | None]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[Now]
