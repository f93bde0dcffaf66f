"""案件核对。What the checks found that lay the running processes beside the cases as they are stored."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now
from models.tables.states import WithState, listed
from policy.processes.pending.findings import Finding
from policy.processes.treasury.states import DIFFERENCE_STATES, DifferenceState


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


class CaseCheckFinding(WithState, Base):
    """What checks find of one kind, until a check finds none of it or an operator says why.

    Attributes:
        kind: What it is.
        found: Of what it was found last: processes, Schedules, or the numbers of cases.
        found_at: When it was found first.
        resolved_by: Who resolved it: somebody, or a check that found it no more.
    """

    __tablename__ = "case_check_findings"
    __table_args__ = (
        CheckConstraint(f"kind IN ({listed(Finding)})", name="kind"),
        CheckConstraint(f"(state = '{DifferenceState.OPEN}') = (resolved_at IS NULL)", name="resolved_at_some_time"),
        CheckConstraint("(resolved_by IS NULL) = (resolved_at IS NULL)", name="resolved_by_somebody"),
        CheckConstraint(f"state IN ({listed(DifferenceState)})", name="state"),
        Index("uq_case_check_findings_open", "kind", unique=True, postgresql_where=text(f"state = '{DifferenceState.OPEN}'")),
    )
    states = DIFFERENCE_STATES

    id: Mapped[Id]
    kind: Mapped[str]
    found: Mapped[list[str]]
    state: Mapped[str] = mapped_column(server_default=text(f"'{DIFFERENCE_STATES.first}'"))
    found_at: Mapped[Now]
    resolved_by: Mapped[str | None]
    resolved_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    @property
    def is_open(self) -> bool:
        """Whether it is unresolved."""
        return self.state == DifferenceState.OPEN

    def resolve(self, by: str, at: datetime, reason: str) -> None:
        """Say who resolved it, and why."""
        self.become(DifferenceState.RESOLVED)
        self.resolved_by, self.resolved_at, self.reason = by, at, reason
