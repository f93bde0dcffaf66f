"""年度核查。What the yearly check found of an enterprise that is bound."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id


class CommitmentCheck(Base):
    """年度核查。What registration, tax and statistics said of one enterprise in a yearly check; kept for good."""

    __tablename__ = "commitment_checks"
    __table_args__ = (
        UniqueConstraint("run", "enterprise_uscc"),
        Index("ix_commitment_checks_enterprise", "enterprise_uscc", "checked_at"),
        Index("ix_commitment_checks_year", "year", "id"),
    )

    id: Mapped[Id]
    year: Mapped[int]
    # The workflow run that asked.
    run: Mapped[str]
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    answers: Mapped[dict[str, Any]]
    # What was found outside the area.
    failures: Mapped[list[str]]
    checked_at: Mapped[datetime]
