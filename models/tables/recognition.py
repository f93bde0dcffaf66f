"""认定。Recognitions: who or what is to be recognised, and since when until when it stands in the register."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now
from models.tables.case import Case
from models.tables.states import listed
from policy.actors import Actor
from policy.judging.recognised import KINDS, TALENT, RegisterKind, kind_called
from policy.processes.acceptance.submission import Content, Form
from policy.processes.kernel.permissions import may_see_application, may_see_personal
from policy.processes.recognition.lifecycle import EDITABLE
from policy.processes.recognition.requested import form_of


class RecognitionImport(Base):
    """A list that somebody imported; its rows are entered once another has confirmed it.

    Attributes:
        confirmed: Whether it was; otherwise it was refused.
        reason: Why it was refused.
    """

    __tablename__ = "recognition_imports"
    __table_args__ = (
        CheckConstraint(f"kind IN ({listed(KINDS)})", name="kind"),
        CheckConstraint("decided_by <> imported_by OR NOT confirmed", name="confirmed_by_another"),
        CheckConstraint("num_nulls(decided_by, decided_by_name, decided_at, confirmed) IN (0, 4)", name="decided_by_somebody"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    document_no: Mapped[str]
    size: Mapped[int]
    imported_by: Mapped[str]
    imported_at: Mapped[Now]
    decided_by: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    confirmed: Mapped[bool | None]
    reason: Mapped[str | None]

    @property
    def register_kind(self) -> RegisterKind:
        """What kind of entry its rows are."""
        return kind_called(self.kind)


class Recognition(Case):
    """One recognition, asked for, nominated or imported; entered in the register once it has a first day."""

    __tablename__ = "recognitions"
    __table_args__ = (
        CheckConstraint(f"kind IN ({listed(KINDS)})", name="kind"),
        CheckConstraint("valid_until >= valid_from", name="ends_after_it_begins"),
        CheckConstraint("ended_on >= valid_from", name="not_ended_before_it_begins"),
        CheckConstraint("valid_from IS NULL OR entry_no IS NOT NULL", name="entered_with_a_number"),
        UniqueConstraint("request_key"),
        Index("ix_recognitions_holder", "enterprise_uscc", "kind"),
        Index("ix_recognitions_entry", "kind", "entry_key"),
        Index("ix_recognitions_batch", "batch", postgresql_where=text("batch IS NOT NULL")),
    )
    evidence_stages: ClassVar[frozenset[str]] = EDITABLE

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    kind: Mapped[str]
    # The holder, who may be a person; who imports a list names the employer of one.
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    # Of a row that nobody has confirmed yet: the person it names, sealed, who is registered with the confirmation.
    person_sealed: Mapped[bytes | None]
    # Who employs a person that asked for it, as it was when that was handed in.
    employer_uscc: Mapped[str | None] = mapped_column(ForeignKey("enterprises.uscc"))
    title: Mapped[str]
    certificate_no: Mapped[str | None]
    statement: Mapped[str]
    # Whether its department asks for it, and not its holder.
    nominated: Mapped[bool] = mapped_column(server_default=text("false"))
    # The window it was drafted or handed in in, and the evidence that this asks for besides.
    window_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("windows.id"), index=True)
    asked_evidence: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    # What an officer read off the papers, where the clause asks for facts, each with its paper.
    facts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    papers: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    verification: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    # Its number in the register as it is written, and folded as it is looked up.
    entry_no: Mapped[str | None]
    entry_key: Mapped[str | None]
    # Its first and last day; before it is entered the last one is what an approver has given it. None where it has none.
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    # The first day on which it counts no longer, where it was revoked.
    ended_on: Mapped[date | None]
    # The day from which the next yearly review is counted.
    reviewed_on: Mapped[date | None]
    announced: Mapped[bool] = mapped_column(server_default=text("false"))
    renewing: Mapped[bool] = mapped_column(server_default=text("false"))
    # The list it was imported with.
    batch: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("recognition_imports.id"))
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "recognition"}  # noqa: RUF012 - SQLAlchemy's own

    @property
    def register_kind(self) -> RegisterKind:
        """What kind of entry it is."""
        return kind_called(self.kind)

    @property
    def beneficiary(self) -> str:
        """The holder."""
        return self.enterprise_uscc

    @property
    def concerns(self) -> frozenset[str]:
        """The holder, and of a person the employer."""
        return frozenset({self.enterprise_uscc, *([self.employer_uscc] if self.employer_uscc else [])})

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the holder, and once it is handed in the department."""
        drafted = self.nominated and not self.is_submitted
        if drafted or (self.batch is not None and not self.is_submitted):
            return self.department in actor.departments
        sees = may_see_personal if self.kind == TALENT else may_see_application
        return sees(actor, self.enterprise_uscc, self.department, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """What it is asked for by."""
        return form_of(self.register_kind, self.asked_evidence, nominated=self.nominated)

    @property
    def content(self) -> Content:
        """What was filled in."""
        return Content({"title": self.title, "certificate_no": self.certificate_no, "statement": self.statement})

    def put_back(self, content: Content) -> None:
        """Have it say what was handed in."""
        for name, value in content.facts.items():
            setattr(self, name, value)

    @property
    def brief(self) -> dict[str, Any]:
        """What is to be recognised and why, and the entry there is."""
        days = {name: day.isoformat() for name in ("valid_from", "valid_until", "ended_on") if (day := getattr(self, name))}
        return {"kind": self.kind, **self.content.facts, "facts": self.facts, "entry_no": self.entry_no, **days}
