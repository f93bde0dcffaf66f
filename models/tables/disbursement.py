"""拨付。Disbursements: each attempt to pay an award, under the number the treasury knows it by."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.sealing import Seal
from models.tables.base import Base, Fen, Id, Now
from models.tables.states import WithState, listed
from policy.processes.disbursement.payee import payee_digest
from policy.processes.disbursement.states import DISBURSEMENT_STATES, FALLEN, DisbursementState


class Disbursement(WithState, Base):
    """One instruction to the treasury. At most one of a case's is under way or paid."""

    __tablename__ = "disbursements"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint(f"state IN ({listed(DisbursementState)})", name="state"),
        Index("ix_disbursements_paid", "paid_at", postgresql_where=text(f"state = '{DisbursementState.PAID}'")),
        Index("ix_disbursements_case", "case_id"),
        Index("ix_disbursements_state", "state", "id"),
        Index("ix_disbursements_amount", "amount_fen", "id"),
        Index("ix_disbursements_instructed", "instructed_at"),
        Index("uq_disbursements_live", "case_id", unique=True, postgresql_where=text(f"state NOT IN ({listed(FALLEN)})")),
    )
    states = DISBURSEMENT_STATES

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    amount_fen: Mapped[Fen]
    # Its number is kept sealed, with its end for people to read.
    account: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default=text(f"'{DISBURSEMENT_STATES.first}'"))
    # Who decided that an account in another name, or one that was changed, may be paid to.
    payee_checked_by: Mapped[str | None]
    released_by: Mapped[str | None]
    # The digest of what it would do, as whoever released it saw it.
    released_digest: Mapped[str | None]
    confirmed_by: Mapped[str | None]
    # Payments of one award are made in this order, each when the treasury has answered the one before.
    confirmed_at: Mapped[datetime | None]
    # What the sources and our own books said of the payee before the treasury was told, and what of it speaks against paying.
    looked_at: Mapped[datetime | None]
    look: Mapped[dict[str, Any] | None]
    instructed_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    bank_reference: Mapped[str | None]
    created_at: Mapped[Now]

    def payee_digest(self, seal: Seal) -> str:
        """Return whom it pays, as the treasury says it."""
        return payee_digest(self.number, seal.unveiled(self.account))
