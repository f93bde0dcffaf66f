"""案件核对。What the checks found that lay the running processes beside the cases as they are stored."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class CaseCheck(Base):
    """One check.

    Attributes:
        began_at: When it began.
        ended_at: When it had looked at everything.
        open_cases: How many cases were open.
        started: The processes that were gone, and were started again.
        surplus: The processes that run and have no case.
        schedules: The Schedules that were paused or gone, and were mended.
    """

    __tablename__ = "case_checks"
    __table_args__ = (Index("ix_case_checks_began", "began_at"),)

    id: Mapped[Id]
    began_at: Mapped[Now]
    ended_at: Mapped[datetime | None]
    open_cases: Mapped[int] = mapped_column(server_default=text("0"))
    started: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    surplus: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    schedules: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))


class CaseDifference(Base):
    """A case that stood otherwise than its process took it to; the process has gone on from what is stored.

    Attributes:
        found_at: When that was noticed.
        known: How its process took it to stand.
        stored: How it stood.
    """

    __tablename__ = "case_differences"
    __table_args__ = (Index("ix_case_differences_found", "found_at"),)

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    found_at: Mapped[Now]
    known: Mapped[str]
    stored: Mapped[str]
