"""分配清单。Allocations: the lists by which a ceiling for everybody is shared, and the share of each application on them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen
from models.tables.case import Case
from models.tables.states import WithState, listed
from policy.actors import Actor
from policy.processes.allocation.states import SHARE_STATES, ShareState
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_pending
from policy.processes.kernel.states import States


class Allocation(Case):
    """One list: what is left of a ceiling on a cut-off date, and how it is shared."""

    __tablename__ = "allocations"
    __table_args__ = (
        CheckConstraint("ceiling_fen >= 0 AND used_fen >= 0", name="not_negative"),
        UniqueConstraint("request_key"),
        Index("ix_allocations_ceiling", "cap_key", "year"),
    )
    __mapper_args__ = {"polymorphic_identity": "allocation"}  # noqa: RUF012 - SQLAlchemy's own

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    cap_key: Mapped[str]
    # Over which time awards count towards the ceiling, and which such year it is.
    cap_period: Mapped[str]
    year: Mapped[int]
    # The last day of submission.
    cut_off: Mapped[date]
    ceiling_fen: Mapped[Fen]
    # What shares and awards decided before hold of it.
    used_fen: Mapped[Fen]
    # Applications that were not assessed yet and are left out, each with its number, its stage and why.
    pending: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    decided_by: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    # The request that drew it, so that one which is tried again goes on with the same list.
    request_key: Mapped[str]

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it once it is drawn: its department, and whoever works for all of them."""
        return self.stage != DRAFT and may_see_pending(actor, self.department)

    @property
    def brief(self) -> dict[str, Any]:
        """What is shared, and of when."""
        return {"year": self.year, "cut_off": self.cut_off.isoformat(), "ceiling_fen": self.ceiling_fen, "used_fen": self.used_fen}


class AllocationShare(WithState, Base):
    """The share of one application that waited when the list was drawn."""

    __tablename__ = "allocation_shares"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(ShareState)})", name="state"),
        CheckConstraint("share_fen >= 0 AND share_fen <= formula_fen", name="within_formula"),
        CheckConstraint("reason IS NULL OR share_fen = 0", name="nothing_when_left_out"),
        Index("ix_allocation_shares_application", "application_id"),
    )
    states: ClassVar[States] = SHARE_STATES

    allocation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("allocations.id"), primary_key=True)
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    # Its place on the list: among equal remainders the fen goes to whoever was submitted first.
    ordinal: Mapped[int]
    formula_fen: Mapped[Fen]
    share_fen: Mapped[int] = mapped_column(BigInteger)
    # Why it is left out of the sharing.
    reason: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default=text("'listed'"))
