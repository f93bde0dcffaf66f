"""对账。Reconciliations: a day's statement of the treasury beside our books, and every difference that was found."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen, Id, Now
from models.tables.states import WithState, listed
from policy.processes.treasury.reconciliation import Kind
from policy.processes.treasury.states import DIFFERENCE_STATES, DifferenceState


class Reconciliation(Base):
    """A day that was reconciled; run again, it says what was found last."""

    __tablename__ = "reconciliations"
    __table_args__ = (
        CheckConstraint("accepted + warned + refused + missing = instructed", name="instructions_sum"),
        CheckConstraint("accepted_fen + warned_fen + refused_fen + missing_fen = instructed_fen", name="amounts_sum"),
        CheckConstraint("(standing_ours_fen IS NULL) = (standing_theirs_fen IS NULL)", name="whole_on_both_sides"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    # The treasury's sums.
    paid_fen: Mapped[Fen]
    returned_fen: Mapped[Fen]
    received_fen: Mapped[Fen]
    # Instructions and receipts of the statement on which both sides agree, and what does not agree, on any day, by now.
    matched: Mapped[int]
    differences: Mapped[int]
    # The sheet of the day: its instructions, and what became of them.
    instructed: Mapped[int]
    instructed_fen: Mapped[Fen]
    accepted: Mapped[int]
    accepted_fen: Mapped[Fen]
    warned: Mapped[int]
    warned_fen: Mapped[Fen]
    refused: Mapped[int]
    refused_fen: Mapped[Fen]
    missing: Mapped[int]
    missing_fen: Mapped[Fen]
    # What stands as paid at the end of a month, with us and in the treasury's account; None on any other day.
    standing_ours_fen: Mapped[int | None] = mapped_column(BigInteger)
    standing_theirs_fen: Mapped[int | None] = mapped_column(BigInteger)
    runs: Mapped[int] = mapped_column(server_default=text("1"))
    first_run_at: Mapped[Now]
    last_run_at: Mapped[Now]


class ReconciliationDifference(WithState, Base):
    """Something that does not agree, until it settles itself or somebody says why."""

    __tablename__ = "reconciliation_differences"
    __table_args__ = (
        CheckConstraint("kind IN ('" + "', '".join(Kind) + "')", name="kind"),
        CheckConstraint(f"(state = '{DifferenceState.OPEN}') = (resolved_at IS NULL)", name="resolved_at_some_time"),
        CheckConstraint("(resolved_by IS NULL) = (resolved_at IS NULL)", name="resolved_by_somebody"),
        CheckConstraint(f"state IN ({listed(DifferenceState)})", name="state"),
        UniqueConstraint("day", "kind", "reference"),
        Index(
            "uq_reconciliation_differences_open",
            "kind",
            "reference",
            unique=True,
            postgresql_where=text(f"state = '{DifferenceState.OPEN}'"),
        ),
    )
    states = DIFFERENCE_STATES

    id: Mapped[Id]
    day: Mapped[date] = mapped_column(ForeignKey("reconciliations.day"))
    kind: Mapped[str]
    # The instruction's number, those of both that are alike, the receipt's reference, or the application's number.
    reference: Mapped[str]
    ours_fen: Mapped[int | None] = mapped_column(BigInteger)
    theirs_fen: Mapped[int | None] = mapped_column(BigInteger)
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
