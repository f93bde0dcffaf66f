"""接收方式。How somebody wants to hear of their messages outside the system."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Preference(Base):
    """What one person chose; of whoever chose nothing there is no row.

    Attributes:
        enterprise: The enterprise they spoke for when they last signed in.
        email: Kept veiled, as every address of a person is.
        phone: A mobile telephone, kept veiled.
        channels: By which channels they hear of which kind of message.
        digest: Whether they get one e-mail a day in place of one a message.
        language: In which language they are written to.
    """

    __tablename__ = "preferences"
    __table_args__ = (
        CheckConstraint("email ~ '^[*]{4}.*:.'", name="email_veiled"),
        CheckConstraint("phone ~ '^[*]{4}.*:.'", name="phone_veiled"),
        CheckConstraint("language IN ('zh', 'en')", name="language"),
        Index("ix_preferences_enterprise", "enterprise", postgresql_where=text("enterprise IS NOT NULL")),
    )

    subject: Mapped[str] = mapped_column(primary_key=True)
    enterprise: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    channels: Mapped[dict[str, list[str]]] = mapped_column(JSONB, server_default=text("'{}'"))
    digest: Mapped[bool] = mapped_column(server_default=text("false"))
    language: Mapped[str] = mapped_column(server_default=text("'zh'"))
    changed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
