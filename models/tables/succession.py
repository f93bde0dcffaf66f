"""承继。Who took the place of which enterprise, as two people of the authority found; it is never taken back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.states import listed
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
