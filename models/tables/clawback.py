"""追回。Clawbacks: what is demanded back of an award, in which parts it is due, and what was paid back."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen, Id, Now
from models.tables.case import Case
from models.tables.states import WithState, listed
from policy.actors import Actor
from policy.language.parameters import CAUSES
from policy.processes.clawback.conditions import surcharge_on
from policy.processes.clawback.lifecycle import CONTESTABLE
from policy.processes.clawback.states import IN_FLIGHT, REPAYMENT_STATES, VOID, RepaymentState
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_clawback


class Clawback(Case):
    """One demand for money of one award."""

    __tablename__ = "clawbacks"
    __table_args__ = (
        CheckConstraint("cause IN ('" + "', '".join(CAUSES) + "')", name="cause"),
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint("repaid_fen BETWEEN 0 AND amount_fen", name="repaid_within_demand"),
        CheckConstraint("(served_at IS NULL) = (repayment_days IS NULL)", name="days_once_served"),
        CheckConstraint("interest_repaid_fen BETWEEN 0 AND interest_fen", name="interest_repaid_within_interest"),
        UniqueConstraint("request_key"),
        Index("ix_clawbacks_application", "application_id"),
        Index("ix_clawbacks_enterprise", "enterprise_uscc", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    cause: Mapped[str]
    amount_fen: Mapped[Fen]
    # How the amount was calculated, or why it is what it is: terms, dates, figures.
    reckoning: Mapped[dict[str, Any]]
    # What the last look left of its ground while something of it was being decided, and how that was reckoned.
    noted: Mapped[dict[str, Any] | None]
    asked_by: Mapped[str]
    # Interest a day by the terms of the commitment, as a decimal; None: no rule, no interest.
    late_rate: Mapped[str | None]
    served_at: Mapped[datetime | None]
    # The working days for repayment that the notice names: none others count, whatever is set later.
    repayment_days: Mapped[int | None]
    repaid_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # Each part that was late times the days it was: interest is reckoned on it once, not receipt by receipt.
    late_fen_days: Mapped[Fen] = mapped_column(server_default=text("0"))
    # With the surcharge, which is owed from when the demand stands.
    interest_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    interest_repaid_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # The request that drafted it, so that one which is tried again goes on with the same draft.
    request_key: Mapped[str | None]

    __mapper_args__ = {"polymorphic_identity": "clawback", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The enterprise the money is demanded of."""
        return self.enterprise_uscc

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: nobody before it was proposed."""
        served = self.served_at is not None
        return self.stage != DRAFT and may_see_clawback(actor, self.enterprise_uscc, self.department, served=served)

    @property
    def is_contestable(self) -> bool:
        """Whether it may come to nothing yet, by whoever decides on it or on an objection to it."""
        return self.stage in CONTESTABLE

    @property
    def brief(self) -> dict[str, Any]:
        """What is demanded, and why."""
        return {
            "cause": self.cause,
            "amount_fen": self.amount_fen,
            "repaid_fen": self.repaid_fen,
            "reckoning": self.reckoning,
        }

    @property
    def noted_fen(self) -> int | None:
        """What the last look left of its ground, in fen; None where nothing was noted, or it asks for no more."""
        left_fen = None if self.noted is None else int(self.noted["left_fen"])
        return left_fen if left_fen is not None and left_fen < self.amount_fen else None

    @property
    def surcharge_fen(self) -> int:
        """What is owed on top of the demand by a rule that was in force when it was made, in fen."""
        return self.surcharge_besides(0)

    def surcharge_besides(self, returned_fen: int) -> int:
        """Return what is owed on top of the demand besides so much that a bank has returned: nothing is owed on top of that, in fen."""
        return surcharge_on(self.reckoning, self.amount_fen, returned_fen)

    @property
    def interest_owed_fen(self) -> int:
        """Interest of what came in late, and the surcharge, as far as they are not paid, in fen; what still runs is not in it."""
        return self.interest_fen - self.interest_repaid_fen


class ClawbackInstalment(Base):
    """A part of what is demanded, and when it is due."""

    __tablename__ = "clawback_instalments"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint("repaid_fen BETWEEN 0 AND amount_fen", name="repaid_within_amount"),
    )

    clawback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clawbacks.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_on: Mapped[date]
    # The last instant of that day that is in time.
    due_at: Mapped[datetime]
    amount_fen: Mapped[Fen]
    repaid_fen: Mapped[Fen] = mapped_column(server_default=text("0"))


class Repayment(WithState, Base):
    """What finance says came in for a debt: recorded by one person, confirmed by another, borne out by the treasury, and divided."""

    __tablename__ = "repayments"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint(f"state IN ({listed(RepaymentState)})", name="state"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> recorded_by", name="four_eyes"),
        CheckConstraint(f"state <> '{RepaymentState.BOOKED}' OR receipt_id IS NOT NULL", name="booked_from_a_receipt"),
        CheckConstraint(
            "NOT jsonb_path_exists(payer_decisions, '$[*].by ? (@ == $recorder)', jsonb_build_object('recorder', recorded_by))",
            name="payer_by_a_second_person",
        ),
        # A receipt of the treasury's is divided once, however it is written and whatever it is recorded for.
        Index("uq_repayments_reference", "reference_folded", unique=True, postgresql_where=text(f"state NOT IN ({listed(VOID)})")),
        Index("uq_repayments_in_flight", "clawback_id", unique=True, postgresql_where=text(f"state IN ({listed(IN_FLIGHT)})")),
        Index("ix_repayments_clawback", "clawback_id", "id"),
    )
    states = REPAYMENT_STATES

    id: Mapped[Id]
    clawback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clawbacks.id"))
    # The whole of the receipt, whichever debts it pays.
    amount_fen: Mapped[Fen]
    reference: Mapped[str]
    reference_folded: Mapped[str]
    received_on: Mapped[date]
    # What finance gives to each debt, whoever owes it, in fen by number; None: this debt first, then its debtor's as they fall due.
    named: Mapped[dict[str, Any] | None]
    state: Mapped[str] = mapped_column(server_default=text(f"'{REPAYMENT_STATES.first}'"))
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    receipt_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("receipts.id"))
    # For each debtor that did not pay itself: whether that payer may pay for it, who decided so, and why.
    payer_decisions: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    booked_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    created_at: Mapped[Now]
