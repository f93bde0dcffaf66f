"""个人证件。The documents a person was known by, and the one they ask to be known by: their numbers are sealed to their code."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id
from models.tables.case import Case
from models.tables.states import listed
from policy.actors import Actor
from policy.identity_document import DocumentKind, described
from policy.processes.acceptance.submission import Content, Form
from policy.processes.document_change.lifecycle import PAPER, Why
from policy.processes.kernel.permissions import may_see_personal
from policy.text import Text


class FormerDocument(Base):
    """A document that a person was known by, from when until when."""

    __tablename__ = "former_documents"
    __table_args__ = (
        CheckConstraint(f"document_kind IN ({listed(DocumentKind)})", name="document_kind"),
        # What was theirs is nobody else's; what was mis-typed may be.
        Index("uq_former_documents_number", "document_kind", "number_digest", unique=True, postgresql_where=text("NOT mistyped")),
        Index("ix_former_documents_code", "code"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(ForeignKey("natural_persons.code"))
    document_kind: Mapped[str]
    number_sealed: Mapped[bytes]
    number_shown: Mapped[str]
    number_digest: Mapped[bytes]
    mistyped: Mapped[bool]
    known_from: Mapped[datetime]
    known_until: Mapped[datetime]


class DocumentChange(Case):
    """That a person asks to be known by another document, or that an officer corrects their name."""

    __tablename__ = "document_changes"
    __table_args__ = (
        CheckConstraint(f"document_kind IN ({listed(DocumentKind)})", name="document_kind"),
        CheckConstraint(f"why IN ({listed(Why)})", name="why"),
        CheckConstraint("num_nulls(new_name, paper) = CASE why WHEN 'misnamed' THEN 0 ELSE 2 END", name="name_by_paper"),
        UniqueConstraint("request_key"),
        Index("ix_document_changes_person", "enterprise_uscc", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    # The person, under their code.
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("natural_persons.code"))
    why: Mapped[str]
    document_kind: Mapped[str]
    number_sealed: Mapped[bytes]
    number_shown: Mapped[str]
    number_digest: Mapped[bytes]
    # Where the name was entered wrong: the right one, and which paper has it; the document stays what it is.
    new_name: Mapped[str | None]
    paper: Mapped[str | None]
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "document_change"}  # noqa: RUF012 - SQLAlchemy's own

    @property
    def document(self) -> str:
        """The document they ask to be known by, as whoever need not know its number sees it."""
        return described(self.document_kind, self.number_shown)

    @property
    def beneficiary(self) -> str:
        """The person."""
        return self.enterprise_uscc

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the person, and once it is handed in the department."""
        return may_see_personal(actor, self.enterprise_uscc, self.department, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """The document, and what it is said to be."""
        return Form(facts={"document": Text("证件", "Document")}, evidence={PAPER.code: PAPER.title})

    @property
    def content(self) -> Content:
        """What was filled in, but for the number."""
        return Content({"document": self.document})

    @property
    def brief(self) -> dict[str, Any]:
        """By what they are to be known."""
        return {"new_name": self.new_name, "paper": self.paper} if self.new_name else {"new_document": self.document}
