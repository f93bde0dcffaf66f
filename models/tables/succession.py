"""承继。Who took the place of which enterprise, as two people of the authority found; it is never taken back."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.case import Case
from models.tables.states import listed
from policy.actors import Actor
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_succession
from policy.succession import Ground


class Succession(Base):
    """One enterprise in the place of another: an enterprise has one successor, and may have several predecessors."""

    __tablename__ = "successions"
    __table_args__ = (
        CheckConstraint("predecessor_uscc <> successor_uscc", name="of_two"),
        CheckConstraint(f"ground IN ({listed(Ground)})", name="ground"),
        CheckConstraint("checked_by <> approved_by AND filed_by NOT IN (checked_by, approved_by)", name="three_people"),
    )

    predecessor_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), primary_key=True)
    successor_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    ground: Mapped[str]
    # The agreement, resolution or notice of the register that it rests on, as its filing names it.
    paper: Mapped[str]
    # The day on which the register made it so.
    effective_on: Mapped[date]
    filed_by: Mapped[str]
    checked_by: Mapped[str]
    approved_by: Mapped[str]
    approved_at: Mapped[datetime]
    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("succession_filings.id"), unique=True)


class SuccessionFiling(Case):
    """承继申报。One filing by which an enterprise is to take the place of another."""

    __tablename__ = "succession_filings"
    __table_args__ = (
        CheckConstraint("predecessor_uscc <> successor_uscc", name="of_two"),
        CheckConstraint(f"ground IN ({listed(Ground)})", name="ground"),
        UniqueConstraint("request_key"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    predecessor_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    successor_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), index=True)
    ground: Mapped[str]
    paper: Mapped[str]
    effective_on: Mapped[date]
    # What the register said of both, and what of it speaks against the succession, once it has answered.
    register: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    # The request that filed it, so that one which is tried again goes on with the same filing.
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "succession"}  # noqa: RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The enterprise that takes the other's place."""
        return self.successor_uscc

    @property
    def concerns(self) -> frozenset[str]:
        """Both enterprises."""
        return frozenset({self.predecessor_uscc, self.successor_uscc})

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: both enterprises, and the department that keeps commitments."""
        return may_see_succession(actor, self.predecessor_uscc, self.successor_uscc, self.department, filed=self.stage != DRAFT)

    @property
    def brief(self) -> dict[str, Any]:
        """Who takes whose place, why, by which paper, since when."""
        return {
            "predecessor_uscc": self.predecessor_uscc,
            "successor_uscc": self.successor_uscc,
            "ground": self.ground,
            "paper": self.paper,
            "effective_on": self.effective_on.isoformat(),
        }
