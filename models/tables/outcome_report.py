"""绩效自评。Outcome reports: what a recipient was given of a clause in a year, and what it says has come of it."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case
from policy.actors import Actor
from policy.processes.kernel.permissions import AREA_WIDE, may_see_application
from policy.processes.outcome_report.lifecycle import Stage
from policy.processes.outcome_report.naming import called
from policy.text import Text


class OutcomeReport(Case):
    """The report that an evaluation asks one recipient for."""

    __tablename__ = "outcome_reports"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "enterprise_uscc"),
        Index("ix_outcome_reports_enterprise", "enterprise_uscc", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    evaluation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("evaluations.id"))
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    clause: Mapped[int]
    year: Mapped[int]
    # What it was paid for: number, item and amounts of each case, as it stood when the report was asked for.
    awards: Mapped[list[Any]] = mapped_column(JSONB)
    # What it reported, once it has.
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    # The evaluation is a case too, so which key makes a report a case has to be said.
    __mapper_args__ = {"polymorphic_identity": "outcome_report", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @property
    def called(self) -> Text:
        """What messages call it."""
        return called(self.number, self.clause, self.year, self.awards)

    @property
    def beneficiary(self) -> str:
        """The recipient."""
        return self.enterprise_uscc

    @property
    def is_missing(self) -> bool:
        """Whether it was not given in time, and is not given yet."""
        return self.stage == Stage.MISSING

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the recipient, and the department that evaluates."""
        return may_see_application(actor, self.enterprise_uscc, self.department, submitted=self.is_submitted, over=AREA_WIDE)

    @property
    def brief(self) -> dict[str, Any]:
        """What the recipient was given."""
        return {"clause": self.clause, "year": self.year, "awards": self.awards}
