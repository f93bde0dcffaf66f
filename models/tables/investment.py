"""股权投资。Investments: what was paid for which share on which terms, what it is worth, and what came of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Fen
from models.tables.case import Case
from policy.actors import Actor
from policy.processes.investment.lifecycle import PROPOSED, Stage, Way
from policy.processes.investment.terms import Terms, share_of_cost
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_application


class Investment(Case):
    """A share the area holds in an enterprise."""

    __tablename__ = "investments"
    __table_args__ = (
        CheckConstraint("cost_fen > 0", name="cost_positive"),
        CheckConstraint("value_fen >= 0", name="value_not_negative"),
        CheckConstraint(f"way IN ({', '.join(repr(str(one)) for one in Way)})", name="way"),
        CheckConstraint("(way IS NULL) = (price_fen IS NULL)", name="priced_with_its_way"),
        CheckConstraint("disposed_fen >= 0 AND disposed_fen <= cost_fen AND proceeds_fen >= 0", name="given_up_within_its_cost"),
        CheckConstraint("part_fen > 0 AND part_fen <= cost_fen - disposed_fen", name="part_of_what_is_held"),
        UniqueConstraint("application_id"),
        UniqueConstraint("reference_folded"),
        Index("ix_investments_enterprise", "enterprise_uscc", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    cost_fen: Mapped[Fen]
    # The cost of what was given up so far, part by part, and what came of it.
    disposed_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    proceeds_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    paid_on: Mapped[date]
    # As the committee resolved them (`policy.processes.investment.terms.Terms`).
    agreed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    value_fen: Mapped[int | None] = mapped_column(BigInteger)
    valued_on: Mapped[date | None]
    next_valuation_on: Mapped[date]
    # Whether the founders were asked in the window of the agreement.
    offered: Mapped[bool]
    # How it is given up, or which part of it by its cost, at which price, to whom, and which receipt is being entered.
    way: Mapped[str | None]
    part_fen: Mapped[int | None] = mapped_column(BigInteger)
    price_fen: Mapped[int | None] = mapped_column(BigInteger)
    buyer: Mapped[str | None]
    reason: Mapped[str | None]
    received_fen: Mapped[int | None] = mapped_column(BigInteger)
    reference: Mapped[str | None]
    reference_folded: Mapped[str | None]
    received_on: Mapped[date | None]

    __mapper_args__ = {"polymorphic_identity": "investment", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The enterprise in which the share is held."""
        return self.enterprise_uscc

    @property
    def agreement(self) -> Terms:
        """The terms of its agreement."""
        return Terms.read(self.agreed)

    @property
    def left_fen(self) -> int:
        """The cost of what is held still, in fen."""
        return self.cost_fen - self.disposed_fen

    @property
    def gain_fen(self) -> int | None:
        """What came of what was given up beyond its cost, or less when negative, in fen; None before anything was."""
        return self.proceeds_fen - self.disposed_fen if self.disposed_fen else None

    @property
    def held_share_bp(self) -> int:
        """The share that is held still, in hundredths of a percent, rounded half up."""
        return share_of_cost(self.agreement.share_bp, self.left_fen, self.cost_fen)

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: its enterprise, and the department that holds it."""
        return self.stage != DRAFT and may_see_application(actor, self.enterprise_uscc, self.department)

    def told(self, stage: str) -> str:
        """Return what its enterprise reads of a stage: it is held until a proposal to give it up, or to write it off, is approved."""
        return Stage.HELD if stage in PROPOSED else stage

    @property
    def brief(self) -> dict[str, Any]:
        """What was invested, on which terms, and what it is worth."""
        worth = {"value_fen": self.value_fen, "valued_on": self.valued_on.isoformat() if self.valued_on else None}
        left = {"left_fen": self.left_fen, "held_share_bp": self.held_share_bp} if self.disposed_fen else {}
        return {"cost_fen": self.cost_fen} | left | {"paid_on": self.paid_on.isoformat(), "terms": self.agreed} | worth
