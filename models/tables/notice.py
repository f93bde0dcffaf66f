"""公示。Public notices."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id
from models.tables.states import WithState, listed
from policy.processes.notice.states import NOTICE_STATES, NoticeState


class Notice(WithState, Base):
    """A notice anybody may read."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(NoticeState)})", name="state"),
        Index("ix_notices_state", "state", "id"),
        Index("ix_notices_item", "item_code", "id"),
        Index("ix_notices_published", "published_at"),
        Index("ix_notices_called", text("bigrams(folded(enterprise_name))"), postgresql_using="gin"),
    )
    states = NOTICE_STATES

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    state: Mapped[str]
    enterprise_name: Mapped[str]
    item_code: Mapped[str]
    # None where what is published is no award, such as a recognition.
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    published_at: Mapped[datetime]
    until: Mapped[datetime]
    clock_from: Mapped[datetime]
    working_days: Mapped[int]
    until_provisional: Mapped[bool] = mapped_column(server_default=text("false"))
