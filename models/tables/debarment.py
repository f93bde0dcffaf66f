"""限制申报。Debarments: how an enterprise stands after a fraud, until when it is barred, and who proposed it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case
from policy.actors import Actor
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_debarment


class Debarment(Case):
    """What is decided of an enterprise's standing after one demand for fraud."""

    __tablename__ = "debarments"
    __table_args__ = (
        CheckConstraint("barred_on IS NULL OR until > barred_on", name="ends_after_it_begins"),
        CheckConstraint("barred_on IS NULL OR told_at IS NOT NULL", name="told_before_barred"),
        UniqueConstraint("clawback_id"),
        Index("ix_debarments_enterprise", "enterprise_uscc", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    clawback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clawbacks.id"))
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    # The last day on which it is barred; None where no bar is proposed.
    until: Mapped[date | None]
    # Why, as the officer proposed it last, and who that was: never who decides on it.
    reason: Mapped[str | None]
    proposed_by: Mapped[str | None]
    # When its enterprise was heard, or told what was decided; before that it sees nothing of it.
    told_at: Mapped[datetime | None]
    # The day it was barred, which is the first on which it is.
    barred_on: Mapped[date | None]

    __mapper_args__ = {"polymorphic_identity": "debarment", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The enterprise whose standing it is."""
        return self.enterprise_uscc

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the enterprise once it is told, every department once it is barred."""
        told, decided = self.told_at is not None, self.barred_on is not None
        return self.stage != DRAFT and may_see_debarment(actor, self.enterprise_uscc, self.department, told=told, decided=decided)

    @property
    def brief(self) -> dict[str, Any]:
        """Until when it would be barred, and why."""
        return {"until": self.until.isoformat() if self.until else None, "reason": self.reason}
