"""公示与异议。Public notices, and the named objections to them."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen, Id, Now


class Notice(Base):
    """A notice anybody may read."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'suspended', 'cleared', 'overturned')", name="state"),
        Index("ix_notices_state", "state", "id"),
    )

    id: Mapped[Id]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    state: Mapped[str]
    enterprise_name: Mapped[str]
    item_code: Mapped[str]
    amount_fen: Mapped[Fen]
    published_at: Mapped[datetime]
    until: Mapped[datetime]
    clock_from: Mapped[datetime]
    working_days: Mapped[int]
    until_provisional: Mapped[bool] = mapped_column(server_default=text("false"))


class Objection(Base):
    """An objection with its author's name and contact, which only the handling department reads."""

    __tablename__ = "objections"
    __table_args__ = (CheckConstraint("state IN ('received', 'filed', 'dismissed', 'upheld')", name="state"),)

    id: Mapped[Id]
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notices.id"), index=True)
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    state: Mapped[str]
    name: Mapped[str]
    contact: Mapped[str]
    grounds: Mapped[str]
    ruling: Mapped[str | None]
    received_at: Mapped[Now]
