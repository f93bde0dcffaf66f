"""审计事件。What happened, by whom, when: appended with the transition it records, never changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now
from models.tables.states import listed
from policy.processes.evaluation.figures import HOLDS


class AuditEvent(Base):
    """One transition. `key` is the idempotency key: a retry of the same transition finds it and changes nothing.

    `attestation` is what the API vouched with for the request it comes of; none, where the office's own steps or another case led to it.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("case_id", "sequence"),
        Index("ix_audit_events_holds", "case_id", postgresql_where=text(f"event IN ({listed(HOLDS)})")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    key: Mapped[str]
    event: Mapped[str]
    from_stage: Mapped[str]
    to_stage: Mapped[str]
    # Since when the case stood where it came from: how long it stayed is read off one event.
    since: Mapped[datetime | None]
    actor: Mapped[str]
    actor_name: Mapped[str]
    detail: Mapped[dict[str, Any]]
    attestation: Mapped[str | None]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[Now]
