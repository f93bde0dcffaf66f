"""分期拨付。Instalments: the later parts of awards that rules have paid in parts, each a case of its own once the first part was paid."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.added_case import AddedCase
from models.tables.awarded_case import award_checks
from policy.actors import Actor
from policy.processes.acceptance.submission import Form
from policy.processes.instalment.lifecycle import Stage
from policy.processes.instalment.reported import REPORTED
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_clawback
from policy.text import Text
from policy.working_days import BEIJING


class Instalment(AddedCase):
    """One later part of an award."""

    __tablename__ = "instalments"
    __table_args__ = (
        *award_checks(),
        CheckConstraint("ordinal > 1", name="after_the_first"),
        UniqueConstraint("application_id", "ordinal"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    # Which part it is: the first is paid with its award.
    ordinal: Mapped[int]
    # When it is due, or by when its condition has to hold.
    due_on: Mapped[date]
    # In both languages; none of what is paid on its day.
    condition: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    evidence_stages = frozenset({Stage.REPORT, Stage.HEARING})
    __mapper_args__ = {"polymorphic_identity": "instalment", "inherit_condition": id == AddedCase.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: its enterprise, to whom the award's letter names it, and whoever may follow what was paid."""
        return self.stage != DRAFT and may_see_clawback(actor, self.enterprise_uscc, self.department, served=True)

    @property
    def form(self) -> Form:
        """By which papers its condition is shown to hold; nothing of what is paid on its day."""
        return REPORTED if self.condition else Form()

    @property
    def due_at(self) -> datetime:
        """The first moment of the day it is due on."""
        return datetime.combine(self.due_on, time.min, BEIJING).astimezone(UTC)

    @property
    def brief(self) -> dict[str, Any]:
        """Which part it is, what it comes to, when it is due, and what has to hold."""
        said = {"ordinal": self.ordinal, "amount_fen": self.award_fen, "due_on": self.due_on.isoformat()}
        return said | ({"condition": self.condition} if self.condition else {})

    @property
    def said_condition(self) -> Text:
        """What has to hold."""
        return Text(self.condition["zh"], self.condition["en"]) if self.condition else Text("", "")
