"""申请。Applications: the projection of their workflows, and the evidence, findings and assessments that belong to them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen, Id, Now
from policy.lifecycles.application import Stage

_STAGES = ", ".join(f"'{stage}'" for stage in Stage)


class Application(Base):
    """One request for one item. Its stage is written by the transition activity alone."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint(f"stage IN ({_STAGES})", name="stage"),
        CheckConstraint("award_fen >= 0", name="award_not_negative"),
        CheckConstraint("paid_fen >= 0 AND paid_fen <= coalesce(award_fen, 0)", name="paid_within_award"),
        CheckConstraint("(stage IN ('draft', 'discarded')) OR submitted_at IS NOT NULL", name="submitted_before_handled"),
        Index("ix_applications_enterprise", "enterprise_uscc", "id"),
        Index("ix_applications_department_stage", "department", "stage", "id"),
        Index("ix_applications_subject", "item_code", "subject"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    item_code: Mapped[str]
    clause: Mapped[int]
    department: Mapped[str]
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    created_by: Mapped[str]
    stage: Mapped[str] = mapped_column(server_default=text("'draft'"))
    stage_entered_at: Mapped[Now]
    facts: Mapped[dict[str, Any]]
    matter_date: Mapped[date | None]
    subject: Mapped[str | None]
    # What counts towards the same cap counts under the same key.
    cap_key: Mapped[str | None] = mapped_column(index=True)
    programme_year: Mapped[int | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    held: Mapped[bool] = mapped_column(server_default=text("false"))
    hold_reason: Mapped[str | None]
    reconsidered: Mapped[bool] = mapped_column(server_default=text("false"))
    # The waiting time of the stage itself, when no task carries one: the end of a notice, the next look at the budget or the treasury.
    wakes_at: Mapped[datetime | None]
    # Working days left of the clocks that stand still, by task kind.
    clocks: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    award_fen: Mapped[int | None] = mapped_column(BigInteger)
    paid_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[Now]
    updated_at: Mapped[Now]


class Document(Base):
    """A piece of evidence: the file's fingerprint and type; the bytes are in the evidence store under their hash."""

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("size_bytes > 0", name="not_empty"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_shape"),
        Index("ix_documents_application", "application_id", "id"),
    )

    id: Mapped[Id]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    evidence_code: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[Now]
    withdrawn_at: Mapped[datetime | None]


class Verification(Base):
    """What the outside sources answered, once for each round of verification."""

    __tablename__ = "verifications"

    id: Mapped[Id]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    applicant: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    failures: Mapped[list[Any]] = mapped_column(JSONB)
    verified_at: Mapped[Now]


class Assessment(Base):
    """An amount and its reasons, with everything that is needed to get the same fen again."""

    __tablename__ = "assessments"
    __table_args__ = (CheckConstraint("(outcome = 'award') = (coalesce(award_fen, 0) > 0)", name="award_has_amount"),)

    id: Mapped[Id]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    document_id: Mapped[str]
    rules: Mapped[list[Any]] = mapped_column(JSONB)
    rules_hash: Mapped[str]
    facts: Mapped[dict[str, Any]]
    outcome: Mapped[str]
    award_fen: Mapped[int | None] = mapped_column(BigInteger)
    capped: Mapped[bool]
    reasons: Mapped[list[Any]] = mapped_column(JSONB)
    tree: Mapped[Any] = mapped_column(JSONB)
    assessed_at: Mapped[Now]


class Commitment(Base):
    """承诺。The commitment to stay, signed before any money (general term 6)."""

    __tablename__ = "commitments"
    __table_args__ = (UniqueConstraint("application_id"),)

    id: Mapped[Id]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    signatory: Mapped[str]
    position: Mapped[str]
    signed_by: Mapped[str]
    signed_at: Mapped[datetime]
