"""审批。What a row keeps that one officer enters and another approves or refuses; until then whoever entered it may withdraw it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from models.tables.base import Now


class ForApproval:
    """A row that counts once a second officer approved it, and never once it was refused, or withdrawn by who entered it."""

    entered_by: Mapped[str]
    entered_at: Mapped[Now]
    approved_by: Mapped[str | None]
    # Unknown for the rules that were approved before the instant was kept.
    approved_at: Mapped[datetime | None]
    refused_by: Mapped[str | None]
    refused_at: Mapped[datetime | None]
    refusal_reason: Mapped[str | None]


def decided_once() -> tuple[CheckConstraint, ...]:
    """Return what holds of every such row: approved by a second person, or refused with a reason, or neither."""
    return (
        CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name="four_eyes"),
        CheckConstraint("approved_by IS NULL OR refused_by IS NULL", name="decided_once"),
        CheckConstraint("num_nulls(refused_by, refused_at, refusal_reason) IN (0, 3)", name="refused_with_a_reason"),
    )
