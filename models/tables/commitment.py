"""承诺履行。An enterprise's commitment to stay: what binds it, the changes it filed, what the yearly check found, and breaches."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now
from models.tables.case import Case
from policy.processes.commitment.terms import FILING_KINDS


class Commitment(Case):
    """All that one enterprise undertook, as one case whose number is the credit code."""

    __tablename__ = "commitments"

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), unique=True)

    __mapper_args__ = {"polymorphic_identity": "commitment"}  # noqa: RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The enterprise that is bound."""
        return self.enterprise_uscc


class CollectedUndertaking(Base):
    """One signed undertaking, collected when its award was paid, until it ends."""

    __tablename__ = "collected_undertakings"
    __table_args__ = (
        CheckConstraint("cause IN ('served', 'released', 'broken')", name="cause"),
        CheckConstraint("(ended_on IS NULL) = (cause IS NULL)", name="ended_for_a_cause"),
        Index("ix_collected_undertakings_commitment", "commitment_id", postgresql_where=text("ended_on IS NULL")),
    )

    undertaking_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("undertakings.id"), primary_key=True)
    commitment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commitments.id"))
    # The last day it binds; open until a rule says.
    until: Mapped[date | None]
    ended_on: Mapped[date | None]
    cause: Mapped[str | None]
    collected_at: Mapped[datetime]


class ChangeFiling(Base):
    """变更备案。A change the enterprise filed, and what became of it."""

    __tablename__ = "filings"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in FILING_KINDS)})", name="kind"),
        CheckConstraint(
            "state IN ('received', 'filed', 'proposed', 'approved_without_repayment', 'approved_with_repayment', 'refused', 'overtaken')",
            name="state",
        ),
        CheckConstraint("(state = 'received') = (filed_at IS NULL)", name="filed_since"),
        CheckConstraint("(state IN ('received', 'filed', 'proposed')) = (decided_at IS NULL)", name="decided_when_over"),
        Index("ix_filings_commitment", "commitment_id", "id"),
    )

    id: Mapped[Id]
    commitment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commitments.id"))
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    kind: Mapped[str]
    planned_on: Mapped[date]
    description: Mapped[str]
    # What supports it, as the enterprise names it: numbers of resolutions, contracts, approvals.
    evidence: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(server_default=text("'received'"))
    late: Mapped[bool] = mapped_column(server_default=text("false"))
    reason: Mapped[str | None]
    # What is to be repaid for each award, and how it was reckoned.
    demands: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    asked_at: Mapped[datetime | None]
    filed_by: Mapped[str]
    received_at: Mapped[Now]
    filed_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]


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


class Breach(Base):
    """违诺。A suspected breach and how it ended; it stays on record either way."""

    __tablename__ = "breaches"
    __table_args__ = (
        CheckConstraint("cause IN ('move_found', 'filed_late')", name="cause"),
        CheckConstraint("(cause = 'move_found') = (check_id IS NOT NULL)", name="found_by_a_check"),
        CheckConstraint("(cause = 'filed_late') = (filing_id IS NOT NULL)", name="or_filed_late"),
        CheckConstraint("outcome IN ('unfounded', 'remedied', 'dismissed', 'overturned', 'upheld')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="closed_with_an_outcome"),
        Index("uq_breaches_open", "commitment_id", unique=True, postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[Id]
    commitment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commitments.id"), index=True)
    cause: Mapped[str]
    check_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("commitment_checks.id"))
    filing_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("filings.id"))
    failures: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # The day from which it did not serve: what is repaid is reckoned to it.
    breach_on: Mapped[date]
    opened_at: Mapped[datetime]
    # Who found that it stands: whoever asks for money back does not approve that it is asked for.
    decided_by: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    demands: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    outcome: Mapped[str | None]
    closed_at: Mapped[datetime | None]
