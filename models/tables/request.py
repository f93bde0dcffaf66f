"""请求。What people asked of a case, kept from before the case is asked until its outcome is known."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now
from policy.processes.kernel.lifecycle import workflow_id


class CaseRequest(Base):
    """A request to a case, of a person or of another case: it waits until it has an outcome, and is brought to its case until then.

    Attributes:
        key: Unique to the request; its case knows it by that.
        asked_by: Who asked.
        case_id: The case.
        process: The case's process.
        number: The case's number.
        update: By which of its updates it is asked.
        event: What is asked for.
        task_id: The task that is completed or handed over, if it is about one.
        sealed: Who asks in which words, and for a submission what its workflow is started with, sealed; emptied when it has had its outcome
            for a while.
        attestation: What the API vouches for it with; for what a case asks, what it vouches with for what was asked of that, if anything.
        received_at: When it was received.
        tries: How often it was brought there since.
        next_at: When it is brought there next.
        outcome: What came of it: a `receipt`, or a `refusal`.
        answered_at: When its outcome became known.
    """

    __tablename__ = "requests"
    __table_args__ = (
        CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NOT NULL OR sealed IS NOT NULL)", name="waiting_or_answered"
        ),
        Index("ix_requests_waiting", "next_at", postgresql_where=text("answered_at IS NULL")),
        Index("ix_requests_waiting_task", "task_id", postgresql_where=text("answered_at IS NULL")),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    asked_by: Mapped[str]
    case_id: Mapped[uuid.UUID]
    process: Mapped[str]
    number: Mapped[str]
    update: Mapped[str]
    event: Mapped[str]
    task_id: Mapped[str | None]
    sealed: Mapped[bytes | None]
    attestation: Mapped[str]
    received_at: Mapped[Now]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    next_at: Mapped[datetime]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    answered_at: Mapped[datetime | None]

    @property
    def workflow_id(self) -> str:
        """The id of the workflow that is asked."""
        return workflow_id(self.process, self.number, self.case_id)
