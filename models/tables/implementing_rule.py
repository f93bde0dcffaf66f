"""实施细则。The dated values that rules read."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.approval import ForApproval, decided_once
from models.tables.base import Base, Id


class ImplementingRule(ForApproval, Base):
    """实施细则。A dated set of values an item's rule reads; in force when a second officer has approved it."""

    __tablename__ = "implementing_rules"
    __table_args__ = (
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="dates_in_order"),
        *decided_once(),
        CheckConstraint("approved_at IS NULL OR approved_by IS NOT NULL", name="approved_by_somebody"),
        Index("ix_implementing_rules_item", "item_code", "effective_from"),
    )

    id: Mapped[Id]
    item_code: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    values: Mapped[dict[str, Any]]
    document_no: Mapped[str]
    # The superior policy whose lower figures these are; none of what the department sets itself.
    superior: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
