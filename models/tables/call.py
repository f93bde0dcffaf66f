"""榜单与场景清单。Calls: a list of challenges or scenarios, its window, its criteria, and who was selected."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Now
from models.tables.case import Case
from policy.actors import Actor
from policy.processes.kernel.permissions import may_see_pending


class Call(Case):
    """One call for solutions.

    Once it is published everybody reads it (`may_see_call`); who did what about it is for its department and whoever works for all.
    """

    __tablename__ = "calls"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="window"),)
    __mapper_args__ = {"polymorphic_identity": "call"}  # noqa: RUF012 - SQLAlchemy's own

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    title_zh: Mapped[str]
    title_en: Mapped[str]
    # Each with its number, title, requirement, how many may win, and perhaps a hint at the budget in fen.
    challenges: Mapped[list[Any]] = mapped_column(JSONB)
    criteria: Mapped[list[Any]] = mapped_column(JSONB)
    opens_at: Mapped[Now]
    closes_at: Mapped[datetime]
    # Each with its challenge, the number of the solution, its enterprise, and why.
    winners: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow what is done in it: its department, and whoever works for all of them."""
        return may_see_pending(actor, self.department)

    @property
    def brief(self) -> dict[str, Any]:
        """The list as it is, or is to be, published."""
        return {
            "title": {"zh": self.title_zh, "en": self.title_en},
            "challenges": self.challenges,
            "criteria": self.criteria,
            "opens_at": self.opens_at.isoformat(),
            "closes_at": self.closes_at.isoformat(),
        }

    def challenge(self, number: int) -> dict[str, Any] | None:
        """Return one of its challenges, or None if it has none of that number."""
        return next((challenge for challenge in self.challenges if challenge["no"] == number), None)
