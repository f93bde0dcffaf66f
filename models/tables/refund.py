"""退付。Refunds: what of a receipt is paid back to whoever paid it."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Fen
from models.tables.case import Case
from policy.actors import Actor
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_refund


class Refund(Case):
    """One payment back of all of a receipt that nobody owes and no other refund has taken up."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint("paid_fen IN (0, amount_fen)", name="paid_whole"),
        UniqueConstraint("request_key"),
        Index("ix_refunds_receipt", "receipt_id", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    receipt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("receipts.id"))
    amount_fen: Mapped[Fen]
    paid_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # Who paid it, in the treasury's words when the refund was opened.
    payer_uscc: Mapped[str]
    payer_name: Mapped[str]
    # The payer, if it is registered here: it is told, and follows the refund.
    enterprise_uscc: Mapped[str | None] = mapped_column(ForeignKey("enterprises.uscc"))
    # The request that drafted it, so that one which is tried again goes on with the same draft.
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "refund", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str | None:
        """The enterprise that is paid, if it is registered here."""
        return self.enterprise_uscc

    @property
    def concerns(self) -> frozenset[str]:
        """The payer, whether it is registered here or not."""
        return frozenset({self.payer_uscc})

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: nobody before it was opened."""
        return self.stage != DRAFT and may_see_refund(actor, self.payer_uscc, self.department)

    @property
    def brief(self) -> dict[str, Any]:
        """What is paid back, and to whom."""
        return {"amount_fen": self.amount_fen, "payer": {"uscc": self.payer_uscc, "name": self.payer_name}}
