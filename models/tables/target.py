"""目标值。The yearly targets officers set, by the batch that one enters and another approves."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.approval import ForApproval, decided_once
from models.tables.base import Base, Fen, Id


class TargetBatch(ForApproval, Base):
    """目标值批次。Targets of a year that came in together, or their revocation; both count once a second officer approves."""

    __tablename__ = "target_batches"
    __table_args__ = (
        *decided_once(),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_by_somebody"),
        CheckConstraint("revokes IS NULL OR size = 0", name="revocation_sets_nothing"),
        Index("ix_target_batches_item", "item_code", "year"),
    )

    id: Mapped[Id]
    item_code: Mapped[str]
    year: Mapped[int]
    document_no: Mapped[str]
    size: Mapped[int]
    # The batch this one takes back. It sets no targets of its own.
    revokes: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("target_batches.id"))


class Target(Base):
    """The target of one enterprise in a batch, in fen."""

    __tablename__ = "targets"
    __table_args__ = (CheckConstraint("target_fen >= 0", name="not_negative"), Index("ix_targets_uscc", "uscc"))

    batch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("target_batches.id"), primary_key=True)
    uscc: Mapped[str] = mapped_column(primary_key=True)
    target_fen: Mapped[Fen]
