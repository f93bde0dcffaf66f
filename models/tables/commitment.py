"""承诺履行。An enterprise's commitment to stay, and what binds it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.case import Case
from policy.actors import Actor
from policy.processes.acceptance.submission import Form
from policy.processes.commitment.filed import PAPERS
from policy.processes.commitment.stages import BINDING
from policy.processes.kernel.permissions import may_see_application


class Commitment(Case):
    """The commitment to stay of one enterprise: all its undertakings, as one case whose number is the credit code."""

    __tablename__ = "commitments"

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), unique=True)

    evidence_stages = frozenset(BINDING)
    __mapper_args__ = {"polymorphic_identity": "commitment"}  # noqa: RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The enterprise that is bound."""
        return self.enterprise_uscc

    @property
    def form(self) -> Form:
        """What its enterprise hands in: the papers of the changes it files."""
        return PAPERS

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the enterprise, and the department that keeps commitments."""
        return may_see_application(actor, self.enterprise_uscc, self.department)


class CollectedUndertaking(Base):
    """One signed undertaking, collected when its award was paid, until it ends."""

    __tablename__ = "collected_undertakings"
    __table_args__ = (
        CheckConstraint("cause IN ('served', 'released', 'broken', 'settled')", name="cause"),
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
