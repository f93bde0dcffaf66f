"""违反承诺。Suspected breaches of a commitment, and how they ended."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id


class Breach(Base):
    """违反承诺。A suspected breach and how it ended; it stays on record either way."""

    __tablename__ = "breaches"
    __table_args__ = (
        CheckConstraint("cause IN ('move_found', 'filed_late')", name="cause"),
        CheckConstraint("(cause = 'move_found') = (check_id IS NOT NULL)", name="found_by_a_check"),
        CheckConstraint("(cause = 'filed_late') = (filing_id IS NOT NULL)", name="or_filed_late"),
        CheckConstraint("outcome IN ('unfounded', 'remedied', 'dismissed', 'overturned', 'upheld')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="closed_with_an_outcome"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'upheld'"
            " OR (closing_proposed_by IS NOT NULL AND closed_by IS NOT NULL AND closed_by <> closing_proposed_by)",
            name="let_go_by_two",
        ),
        Index("uq_breaches_open", "commitment_id", unique=True, postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[Id]
    # Its papers are numbered by it: the case's own number is a credit code.
    serial: Mapped[int] = mapped_column(unique=True, server_default=text("nextval('case_numbers')"))
    commitment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commitments.id"), index=True)
    cause: Mapped[str]
    check_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("commitment_checks.id"))
    filing_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("filings.id"))
    failures: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # The day from which it did not serve: what is repaid is calculated up to it.
    breach_on: Mapped[date]
    opened_at: Mapped[datetime]
    # Who found that it stands: whoever asks for money back does not approve that it is asked for.
    decided_by: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    # The awards whose undertakings it breaks; what by their terms is to be repaid of each, and the demands for it, by award.
    touched: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    demands: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    asked_at: Mapped[datetime | None]
    clawbacks: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    # Who asked to let it go, and who agreed.
    closing_proposed_by: Mapped[str | None]
    closed_by: Mapped[str | None]
    outcome: Mapped[str | None]
    closed_at: Mapped[datetime | None]
