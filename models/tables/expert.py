"""专家库。The expert pool, and what one person proposes for it and another confirms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class Expert(Base):
    """Somebody who may be drawn for a panel."""

    __tablename__ = "experts"

    subject: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    employer_uscc: Mapped[str | None]
    departments: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    added_by: Mapped[str]
    added_at: Mapped[Now]


class ExpertProposal(Base):
    """What one person would have the pool know of an expert; it counts once another confirms it."""

    __tablename__ = "expert_proposals"
    __table_args__ = (
        CheckConstraint("decided_by <> proposed_by OR NOT confirmed", name="confirmed_by_another"),
        CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (confirmed IS NULL)", name="decided_by_somebody"
        ),
        Index("uq_expert_proposals_open", "subject", unique=True, postgresql_where=text("decided_at IS NULL")),
    )

    id: Mapped[Id]
    subject: Mapped[str]
    name: Mapped[str]
    employer_uscc: Mapped[str | None]
    departments: Mapped[list[str]]
    active: Mapped[bool]
    proposed_by: Mapped[str]
    proposed_at: Mapped[Now]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    # Whether it was confirmed; otherwise it was refused, or withdrawn by whoever proposed it.
    confirmed: Mapped[bool | None]
