"""个人申请人。Natural persons as applicants: each an applicant under a code of ours, known by the paper that says who they are."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now
from models.tables.case import Case
from models.tables.states import listed
from policy.actors import Actor
from policy.identity_document import DocumentKind, described
from policy.processes.acceptance.submission import Form
from policy.processes.employment.lifecycle import PROOF, Stage
from policy.processes.kernel.permissions import may_see_personal


class NaturalPerson(Base):
    """A person who applies. Under their code they are among the enterprises, as every beneficiary is."""

    __tablename__ = "natural_persons"
    __table_args__ = (
        CheckConstraint(f"document_kind IN ({listed(DocumentKind)})", name="document_kind"),
        CheckConstraint("(employer_uscc IS NULL) = (attached_at IS NULL)", name="attached_whole"),
        UniqueConstraint("subject"),
        UniqueConstraint("document_kind", "number_digest"),
        Index("ix_natural_persons_employer", "employer_uscc"),
    )

    code: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"), primary_key=True)
    # As whom they sign in; None while an officer has registered them on paper, and they have not signed in yet.
    subject: Mapped[str | None]
    document_kind: Mapped[str]
    # Sealed to their code; the end of it, for people; and what it is looked up by.
    number_sealed: Mapped[bytes]
    number_shown: Mapped[str]
    number_digest: Mapped[bytes]
    # Who employs them, as it was confirmed, and since when we know it.
    employer_uscc: Mapped[str | None] = mapped_column(ForeignKey("enterprises.uscc"))
    attached_at: Mapped[datetime | None]
    created_at: Mapped[Now]

    @property
    def document(self) -> str:
        """The document they are known by, as whoever need not know its number sees it."""
        return described(self.document_kind, self.number_shown)


class Employment(Case):
    """That a person says who employs them, until that is confirmed or not."""

    __tablename__ = "employments"
    __table_args__ = (
        UniqueConstraint("request_key"),
        Index("ix_employments_person", "enterprise_uscc", "id"),
        Index("ix_employments_employer", "employer_uscc", "id"),
    )
    evidence_stages: ClassVar[frozenset[str]] = frozenset({Stage.PAPER})

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    # The person, under their code.
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("natural_persons.code"))
    employer_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "employment", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The person."""
        return self.enterprise_uscc

    @property
    def concerns(self) -> frozenset[str]:
        """The person and the employer."""
        return frozenset({self.enterprise_uscc, self.employer_uscc})

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the person, the employer, and the department."""
        if not self.is_submitted:
            return False
        return any(may_see_personal(actor, party, self.department) for party in (self.enterprise_uscc, self.employer_uscc))

    def evidence_is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may read the paper: the person, and the department. An employer that denied it may be a stranger to it."""
        return self.is_submitted and may_see_personal(actor, self.enterprise_uscc, self.department)

    @property
    def form(self) -> Form:
        """The paper that says it where the employer does not."""
        return Form(evidence={PROOF.code: PROOF.title}, required=frozenset({PROOF.code}))

    @property
    def brief(self) -> dict[str, Any]:
        """Who is said to employ the person."""
        return {"employer_uscc": self.employer_uscc}
