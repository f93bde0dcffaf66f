"""获支持的案件。The case that is awarded money: what a decision, its notice and its payment need of the row of any process."""

from __future__ import annotations

import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Fen
from models.tables.reconsidered_case import ReconsideredCase


class AwardedCase(ReconsideredCase):
    """A case that is decided, published and paid. Its table is that of its process, with `award_checks` among its constraints."""

    __abstract__ = True

    # Who is paid.
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    # What was assessed or decided; none before that, and none of what was refused.
    award_fen: Mapped[int | None] = mapped_column(BigInteger)
    paid_fen: Mapped[Fen] = mapped_column(server_default=text("0"))

    @property
    def award_id(self) -> uuid.UUID:
        """Whose award it is paid for: its own, or that of the case it adds to."""
        return self.id

    @property
    def payable_fen(self) -> int:
        """What its payment comes to, in fen."""
        return self.award_fen or 0

    @property
    def beneficiary(self) -> str:
        """The enterprise that is paid."""
        return self.enterprise_uscc


def award_checks() -> tuple[CheckConstraint, ...]:
    """Return the constraints of every table of awarded cases, new ones for each."""
    return (
        CheckConstraint("award_fen >= 0", name="award_not_negative"),
        CheckConstraint("paid_fen >= 0 AND paid_fen <= coalesce(award_fen, 0)", name="paid_within_award"),
    )
