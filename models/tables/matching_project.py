"""配套项目。Projects of state or city that we match: what was declared, and what their registry said when it was looked at last."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.processes.acceptance.submission import Content, Form
from policy.processes.kernel.permissions import may_see_application
from policy.processes.matching.declaration import DECLARATION
from policy.processes.matching.lifecycle import Stage


class MatchingProject(Case):
    """One project of one enterprise. Its claims are applications whose parent it is."""

    __tablename__ = "matching_projects"
    __table_args__ = (
        CheckConstraint("upstream_level IN ('national', 'beijing')", name="upstream_level"),
        CheckConstraint("ends_on >= begins_on", name="dates_in_order"),
        CheckConstraint("(upstream IS NULL) = (looked_at IS NULL)", name="upstream_was_looked_at"),
        Index("ix_matching_projects_enterprise", "enterprise_uscc", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    project_no: Mapped[str]
    # Its level and number as a key while the project is live: two live projects never share one, however it is written.
    live_no: Mapped[str | None] = mapped_column(unique=True)
    upstream_level: Mapped[str]
    title: Mapped[str]
    fits_direction: Mapped[bool]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    # The registry's answer as it came, when it was last one about this enterprise's project.
    upstream: Mapped[dict[str, Any] | None]
    looked_at: Mapped[datetime | None]
    # When a project that ended upstream ends here too: the end of the last claim, or of the watch for money taken back.
    closes_at: Mapped[datetime | None]
    # What was agreed by changes besides what was declared (goals, budget, partners), and which version that is.
    agreed: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    __mapper_args__ = {"polymorphic_identity": "matching"}  # noqa: RUF012 - SQLAlchemy's own
    # What a change of it rests on.
    evidence_stages: ClassVar[frozenset[str]] = frozenset({Stage.ACTIVE})

    @property
    def beneficiary(self) -> str:
        """The enterprise that carries it out."""
        return self.enterprise_uscc

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the enterprise, and once it is submitted every department of its item."""
        return may_see_application(actor, self.enterprise_uscc, *item_called(self.item_code).departments, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """What is declared of it."""
        return DECLARATION

    @property
    def content(self) -> Content:
        """What was declared."""
        dates = {"begins_on": self.begins_on.isoformat(), "ends_on": self.ends_on.isoformat()}
        return Content({**self.declared, "title": self.title, **dates})

    def put_back(self, content: Content) -> None:
        """Have it say what was handed in."""
        declared = dict(content.facts)
        days = {name: date.fromisoformat(declared.pop(name)) for name in ("begins_on", "ends_on")}
        for name, value in (declared | days).items():
            setattr(self, name, value)

    @property
    def declared(self) -> dict[str, Any]:
        """What a claim takes over from it."""
        return {"project_no": self.project_no, "upstream_level": self.upstream_level, "fits_direction": self.fits_direction}

    @property
    def terms(self) -> dict[str, Any]:
        """What was declared and what changes agreed on besides, of what may be changed."""
        declared = {"title": self.title, "ends_on": self.ends_on.isoformat()}
        return declared | {code: value for code, value in (self.agreed or {}).items() if code != "version"}

    @property
    def brief(self) -> dict[str, Any]:
        """The facts that were declared, what changes agreed on besides, and what the registry says."""
        instants = {"looked_at": self.looked_at, "closes_at": self.closes_at}
        shown = {name: instant.isoformat() if instant else None for name, instant in instants.items()}
        return {**self.content.facts, "agreed": self.agreed, "upstream": self.upstream, **shown}
