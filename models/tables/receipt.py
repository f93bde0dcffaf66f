"""国库收款。Receipts: money the treasury says came in, and how it is divided over debts and what is owed back."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen, Id, Now
from models.tables.states import WithState, listed
from policy.processes.clawback.states import PART_STATES, PartState


class Receipt(Base):
    """Money that came in, in the treasury's own words. Nobody else writes one."""

    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint("reference_folded <> ''", name="referenced"),
        Index("ix_receipts_received_on", "received_on"),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    reference_folded: Mapped[str] = mapped_column(unique=True)
    amount_fen: Mapped[Fen]
    payer_uscc: Mapped[str]
    payer_name: Mapped[str]
    received_on: Mapped[date]
    # When we learned of it: from its day's statement, or because somebody asked.
    known_at: Mapped[datetime]
    created_at: Mapped[Now]


class ReceiptPart(WithState, Base):
    """What of a receipt one debt gets, or what is owed back to its payer.

    A trigger, `parts_within_receipt`, locks the receipt and refuses parts that come to more than it.
    """

    __tablename__ = "receipt_parts"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint(f"state IN ({listed(PartState)})", name="state"),
        CheckConstraint(
            f"principal_fen + interest_fen = CASE WHEN state = '{PartState.BOOKED}' THEN amount_fen ELSE 0 END", name="booked_whole"
        ),
        CheckConstraint("principal_fen >= 0 AND interest_fen >= 0", name="not_negative"),
        CheckConstraint(f"(state = '{PartState.BOOKED}') = (booked_at IS NOT NULL)", name="booked_at_some_time"),
        CheckConstraint(
            f"(state IN ('{PartState.REFUNDING}', '{PartState.REFUNDED}')) = (refund_id IS NOT NULL)", name="paid_back_by_a_refund"
        ),
        CheckConstraint("num_nonnulls(clawback_id, refund_id, investment_id, settlement_id) > 0", name="of_something"),
        Index("ix_receipt_parts_receipt", "receipt_id", "id"),
        Index("ix_receipt_parts_clawback", "clawback_id", "id"),
        Index("ix_receipt_parts_refund", "refund_id"),
    )
    states = PART_STATES

    id: Mapped[Id]
    receipt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("receipts.id"))
    # Which debt gets it; for what is owed back, the debt at whose booking it was left over, in whose books it stands. None: it came in when
    # nobody owed anything, stands in no books, and is paid back.
    clawback_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clawbacks.id"))
    # Which investment it is the price of; for what is owed back, of whose price it was more than was asked for, or never became the whole.
    # Such a rest stands in no books, and may be divided again.
    investment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("investments.id"))
    # Which settlement was taken back that it repays; of what is owed back, for which more came in than was asked for: such a rest as well.
    settlement_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("settlements.id"))
    # Which refund pays it back.
    refund_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("refunds.id"))
    amount_fen: Mapped[Fen]
    state: Mapped[str] = mapped_column(server_default=text(f"'{PART_STATES.first}'"))
    principal_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    interest_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # Of what is owed back: whether it had paid interest, or a surcharge, that turned out to be owed by nobody; else it was paid beyond
    # what was owed.
    was_interest: Mapped[bool] = mapped_column(server_default=text("false"))
    booked_at: Mapped[datetime | None]
    created_at: Mapped[Now]

    @property
    def is_rest(self) -> bool:
        """Whether it is of what was paid for a share or of a settlement: while it is owed back it stands in nobody's books."""
        return (self.investment_id or self.settlement_id) is not None
