"""企业。Enterprises by Unified Social Credit Code, and what is known of them from when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class Enterprise(Base):
    """A beneficiary: an enterprise, a university or institute, or a person, each with a code.

    Name, kind, status and former names are the register's, as of when it was asked last. Until it has answered once, the name is whoever
    registered it says, and nothing shows it in public.
    """

    __tablename__ = "enterprises"
    __table_args__ = (
        CheckConstraint("uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'", name="uscc_shape"),
        CheckConstraint("kind IN ('enterprise', 'university_or_institute', 'person')", name="kind"),
        CheckConstraint("status IN ('unconfirmed', 'active', 'deregistered', 'revoked')", name="status"),
        CheckConstraint("(status = 'unconfirmed') = (confirmed_at IS NULL)", name="confirmed_whole"),
        Index("ix_enterprises_created", "created_at", "uscc"),
        Index("ix_enterprises_called", text("bigrams(called(name, former_names))"), postgresql_using="gin"),
    )

    uscc: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=text("'unconfirmed'"))
    confirmed_at: Mapped[datetime | None]
    # Each with its last day, the latest last.
    former_names: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    # What it was known as, while no officer has decided that the register speaks of the same.
    questioned: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
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


class EnterpriseChange(Base):
    """One change of what an enterprise is known as: by whom, and what it was before. Changes are added, never overwritten."""

    __tablename__ = "enterprise_changes"
    __table_args__ = (Index("ix_enterprise_changes_enterprise", "uscc", "id"),)

    id: Mapped[Id]
    uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    # Name, kind and status; none before it was registered here.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any]]
    # Who gave the name, or None where the business register did.
    changed_by: Mapped[str | None]
    changed_at: Mapped[Now]
