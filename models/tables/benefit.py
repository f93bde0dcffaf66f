"""人才优惠。Benefits in kind: what a recognised person asked for, and which of it they have, since when."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case
from policy.actors import Actor
from policy.processes.acceptance.submission import Content, Form
from policy.processes.benefit.benefits import BENEFITS, FORM
from policy.processes.benefit.lifecycle import Stage
from policy.processes.kernel.permissions import may_see_personal

_KNOWN = ", ".join(f"'{code}'" for code in BENEFITS)


class Benefit(Case):
    """What one person asked for at once. What became of each benefit stands in its tasks."""

    __tablename__ = "benefits"
    __table_args__ = (
        CheckConstraint(f"benefits <@ ARRAY[{_KNOWN}] AND cardinality(benefits) > 0", name="benefits"),
        CheckConstraint("granted <@ benefits", name="granted_as_asked"),
        UniqueConstraint("request_key"),
        Index("ix_benefits_person", "enterprise_uscc", "id"),
        Index("ix_benefits_entry", "entry_key"),
    )
    evidence_stages: ClassVar[frozenset[str]] = frozenset({Stage.DRAFT, Stage.CORRECTION})

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    # The person, under their code; and who employs them, as it was when they asked.
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("natural_persons.code"))
    employer_uscc: Mapped[str | None] = mapped_column(ForeignKey("enterprises.uscc"))
    # Their number in the register as they wrote it, and folded as it is looked up.
    talent_no: Mapped[str]
    entry_key: Mapped[str]
    benefits: Mapped[list[str]]
    statement: Mapped[str]
    # The departments that deliver, and what was delivered.
    delivering: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    granted: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # When they have to be renewed, or end.
    year_ends_at: Mapped[datetime | None]
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "benefit", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The person."""
        return self.enterprise_uscc

    @property
    def concerns(self) -> frozenset[str]:
        """The person and the employer."""
        return frozenset({self.enterprise_uscc, *([self.employer_uscc] if self.employer_uscc else [])})

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the person, and once it is handed in the department and those that deliver."""
        return may_see_personal(actor, self.enterprise_uscc, self.department, *self.delivering, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """What they are asked for by."""
        return FORM

    @property
    def content(self) -> Content:
        """What was filled in."""
        return Content({"talent_no": self.talent_no, "benefits": self.benefits, "statement": self.statement})

    def put_back(self, content: Content) -> None:
        """Have it say what was handed in."""
        for name, value in content.facts.items():
            setattr(self, name, value)

    @property
    def brief(self) -> dict[str, Any]:
        """What is asked for, and what of it they have."""
        return {**self.content.facts, "granted": self.granted}
