"""核定。Assessments: the amount of an application, with the facts and rules it follows from."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class Assessment(Base):
    """An amount and its reasons, with everything that is needed to get the same fen again."""

    __tablename__ = "assessments"
    __table_args__ = (CheckConstraint("(outcome = 'award') = (coalesce(award_fen, 0) > 0)", name="award_has_amount"),)

    id: Mapped[Id]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    # The re-decision it was made for, after the award was paid; None for what the award itself was decided by.
    redecision_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("redecisions.id"))
    document_id: Mapped[str]
    # Of the files the clause was read by: one made under another was made under an earlier reading.
    clause_hash: Mapped[str]
    rules: Mapped[list[Any]] = mapped_column(JSONB)
    rules_hash: Mapped[str]
    facts: Mapped[dict[str, Any]]
    # Who supplied each of them, when, from which paper or source.
    provenance: Mapped[dict[str, Any]]
    outcome: Mapped[str]
    award_fen: Mapped[int | None] = mapped_column(BigInteger)
    capped: Mapped[bool]
    reasons: Mapped[list[Any]] = mapped_column(JSONB)
    tree: Mapped[Any] = mapped_column(JSONB)
    assessed_at: Mapped[Now]
