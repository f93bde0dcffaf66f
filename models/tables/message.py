"""通知。What people are told, written with the transition it tells of."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from models.tables.base import Base, Id, Now
from policy.text import nested


class Message(Base):
    """A line in somebody's inbox: an enterprise's, a department's role's, or one person's."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_enterprise", "enterprise_uscc", "id"),
        Index("ix_messages_department", "department", "role", "id"),
        Index("ix_messages_person", "person", "id"),
        Index("ix_messages_outgoing", "id", postgresql_where=text("outgoing")),
    )

    # Nobody reads what they have just sent, so many are written together.
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - SQLAlchemy's own

    id: Mapped[Id]
    # None where it is about no case, such as a rule that waits for approval.
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    enterprise_uscc: Mapped[str | None]
    department: Mapped[str | None]
    role: Mapped[str | None]
    # The subject of the one person it is for.
    person: Mapped[str | None]
    zh: Mapped[str]
    en: Mapped[str]
    sent_at: Mapped[Now]
    read_at: Mapped[datetime | None]
    # Whether it reminds somebody of what they have to do by some day.
    reminder: Mapped[bool] = mapped_column(server_default=text("false"))
    # Whether nobody has looked yet who is to hear of it outside the system: so the row that tells of a transition sends it out as well.
    outgoing: Mapped[bool] = mapped_column(server_default=text("true"))

    @validates("zh", "en")
    def _nest(self, _: str, written: str) -> str:
        """Have titles that are quoted within a quotation stand in single marks, whoever writes the message."""
        return nested(written)
