"""企业。Enterprises by Unified Social Credit Code, and what is known of them from when."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class Enterprise(Base):
    """A beneficiary: an enterprise, a university or institute, or a person, each with a code."""

    __tablename__ = "enterprises"
    __table_args__ = (
        CheckConstraint("uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'", name="uscc_shape"),
        CheckConstraint("kind IN ('enterprise', 'university_or_institute', 'person')", name="kind"),
    )

    uscc: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    created_at: Mapped[Now]


class EnterpriseFact(Base):
    """One thing known of an enterprise, from a day on, and who said so. Facts are added, never overwritten."""

    __tablename__ = "enterprise_facts"
    __table_args__ = (Index("ix_enterprise_facts_lookup", "uscc", "name", "effective_on"),)

    id: Mapped[Id]
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    name: Mapped[str]
    value: Mapped[Any] = mapped_column(JSONB)
    effective_on: Mapped[date]
    source: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[Now]
