"""异议。Named objections to a public notice, and what was ruled."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now
from models.tables.states import WithState, listed
from policy.processes.notice.states import OBJECTION_STATES, ObjectionState


class Objection(WithState, Base):
    """An objection with its author's name and contact, which only the handling department reads."""

    __tablename__ = "objections"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(ObjectionState)})", name="state"),
        Index("uq_objections_objector", "notice_id", "objector", unique=True),
    )
    states = OBJECTION_STATES

    id: Mapped[Id]
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notices.id"), index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    state: Mapped[str]
    # By what their author is told apart: the subject they signed in as, or what their telephone is told apart by.
    objector: Mapped[str]
    name: Mapped[str]
    # Kept sealed, with its end for people to read.
    contact: Mapped[str]
    grounds: Mapped[str]
    ruling: Mapped[str | None]
    received_at: Mapped[Now]
