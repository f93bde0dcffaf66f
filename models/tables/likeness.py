"""疑似相同。The keys by which numbers that look alike are found, and what officers said of them."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class NumberKey(Base):
    """One form of an application's number, within a scope of what could be the same at all."""

    __tablename__ = "number_keys"
    __table_args__ = (
        Index("ix_number_keys_application_id", "application_id"),
        Index("ix_number_keys_whole", "key", postgresql_where=text("whole")),
    )

    scope: Mapped[str] = mapped_column(primary_key=True)
    # The number itself, rather than one of its tails.
    whole: Mapped[bool] = mapped_column(primary_key=True)
    # By bytes, so that what begins with a number is a range of the key.
    key: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)


class LikenessAnswer(Base):
    """What an officer said of two applications that look alike: it holds for both, as long as neither is about something else."""

    __tablename__ = "likeness_answers"
    __table_args__ = (
        CheckConstraint("application_id <> other_id", name="of_two"),
        Index("ix_likeness_answers_application_id", "application_id"),
        Index("ix_likeness_answers_other_id", "other_id"),
    )

    id: Mapped[Id]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    # What each was about when it was said.
    subject: Mapped[str]
    other_subject: Mapped[str]
    same: Mapped[bool]
    reason: Mapped[str]
    answered_by: Mapped[str]
    answered_at: Mapped[Now]
