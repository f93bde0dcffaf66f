"""开放数据。Editions of what is published of awards. No other table refers to them, and one can be made anew."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id


class OpenDataEdition(Base):
    """One edition: what everybody reads until what would be published is something else, and by its day for good."""

    __tablename__ = "open_data_editions"
    __table_args__ = (CheckConstraint("awards >= 0", name="awards_counted"), CheckConstraint("checked_at >= made_at", name="checked_since"))

    id: Mapped[Id]
    # Of every award in it and of who publishes it: the same digest, the same edition.
    digest: Mapped[str]
    awards: Mapped[int]
    # As they were when it was made (`policy.open_data.publisher.Publisher`).
    publisher: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    # When it was compared with the record last.
    checked_at: Mapped[datetime]


class OpenDataContent(Base):
    """What stands in parts of files, kept once whatever editions it stands in."""

    __tablename__ = "open_data_contents"

    # Of what it is, as SHA-256 in hexadecimal.
    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class OpenDataPart(Base):
    """A part of a file of an edition: the file is its parts in their order."""

    __tablename__ = "open_data_parts"
    __table_args__ = (CheckConstraint("format IN ('json', 'csv')", name="format"),)

    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("open_data_editions.id"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content_digest: Mapped[str] = mapped_column(ForeignKey("open_data_contents.digest"), index=True)
