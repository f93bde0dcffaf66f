"""科技创新服务券。Vouchers, what contracts take of them, and the one-time codes by which deliveries are confirmed."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen, Id
from models.tables.case import Case
from models.tables.states import WithState, listed
from policy.actors import Actor
from policy.processes.acceptance.submission import Content, Form
from policy.processes.kernel.permissions import may_see_application
from policy.processes.voucher.requested import FIELDS, FORM
from policy.processes.voucher.spends import GIVEN_BACK, OF_A_SETTLEMENT, SPEND_STATES, SpendState


class Voucher(Case):
    """One voucher, asked for by an enterprise; issued once it has a first day. Its number is that of its case."""

    __tablename__ = "vouchers"
    __table_args__ = (
        # What is taken is reserved, or spent: no sequence of events, however concurrent, takes more than the face.
        CheckConstraint("taken_fen >= 0 AND taken_fen <= coalesce(face_fen, 0)", name="never_more_than_its_face"),
        CheckConstraint("(face_fen IS NULL) = (rate IS NULL)", name="rate_and_face_together"),
        CheckConstraint("valid_until >= valid_from", name="ends_after_it_begins"),
        UniqueConstraint("request_key"),
        Index("ix_vouchers_enterprise", "enterprise_uscc", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    service: Mapped[str]
    statement: Mapped[str]
    verification: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    # The budget year it is paid out of, once it was approved.
    programme_year: Mapped[int | None]
    # By the rules that were in force when it was asked for; the rate as it is written in them.
    rate: Mapped[str | None]
    face_fen: Mapped[int | None] = mapped_column(BigInteger)
    taken_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # Before it is issued the last day is what an approver has given it.
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    # When it runs out, once it was issued; before it wakes to remind.
    expires_at: Mapped[datetime | None]
    # The request that drafted it, so that one which is tried again goes on with the same draft.
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "voucher"}  # noqa: RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The enterprise that spends it."""
        return self.enterprise_uscc

    @property
    def paid_fen(self) -> int:
        """What was paid to its enterprise: nothing, since its platforms are paid."""
        return 0

    @property
    def left_fen(self) -> int:
        """What no contract has taken yet."""
        return (self.face_fen or 0) - self.taken_fen

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: its enterprise, and its department; platforms see their own contracts."""
        return may_see_application(actor, self.enterprise_uscc, self.department, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """What it is asked for by."""
        return FORM

    @property
    def content(self) -> Content:
        """What was filled in."""
        return Content({name: getattr(self, name) for name in FIELDS})

    def put_back(self, content: Content) -> None:
        """Have it say what was handed in."""
        for name, value in content.facts.items():
            setattr(self, name, value)

    @property
    def brief(self) -> dict[str, Any]:
        """What is asked for, and what was issued."""
        days = {name: day.isoformat() for name in ("valid_from", "valid_until") if (day := getattr(self, name))}
        issued = {"face_fen": self.face_fen, "rate": self.rate, "left_fen": self.left_fen} if self.face_fen else {}
        return {**self.content.facts, **issued, **days}


class VoucherSpend(WithState, Base):
    """服务合同。A service contract that a platform registered against a voucher, and what it takes of it."""

    __tablename__ = "voucher_spends"
    __table_args__ = (
        CheckConstraint("amount_fen > 0 AND amount_fen <= price_fen", name="part_of_its_price"),
        CheckConstraint(f"state IN ({listed(SpendState)})", name="state"),
        CheckConstraint(
            "(delivered_on IS NULL) = (settles_from IS NULL)"
            f" AND (delivered_on IS NULL) = (state IN ({listed((SpendState.RESERVED, SpendState.DROPPED))}))",
            name="delivered_to_be_spent",
        ),
        CheckConstraint(
            f"state NOT IN ({listed(OF_A_SETTLEMENT)}) OR settlement_id IS NOT NULL",
            name="settled_by_a_settlement",
        ),
        # A contract is paid by one voucher.
        Index(
            "uq_voucher_spends_contract",
            "platform_uscc",
            "contract_folded",
            unique=True,
            postgresql_where=text(f"state NOT IN ({listed(GIVEN_BACK)})"),
        ),
        Index("ix_voucher_spends_voucher", "voucher_id", "id"),
        Index("ix_voucher_spends_platform", "platform_uscc", "delivered_on"),
        Index("ix_voucher_spends_settlement", "settlement_id", postgresql_where=text("settlement_id IS NOT NULL")),
    )
    states = SPEND_STATES

    id: Mapped[Id]
    voucher_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vouchers.id"))
    platform_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    contract_no: Mapped[str]
    contract_folded: Mapped[str]
    service: Mapped[str]
    price_fen: Mapped[Fen]
    amount_fen: Mapped[Fen]
    state: Mapped[str] = mapped_column(server_default=text(f"'{SPEND_STATES.first}'"))
    registered_by: Mapped[str]
    registered_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    delivered_on: Mapped[date | None]
    # When the month of its delivery is over.
    settles_from: Mapped[datetime | None]
    settlement_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("settlements.id"))
    # Why it was declined, cancelled, given back, not paid, or taken back.
    reason: Mapped[str | None]

    @property
    def brief(self) -> dict[str, Any]:
        """What a step about it says of it."""
        own = ("contract_no", "service", "price_fen", "amount_fen")
        return {"spend": str(self.id), **{name: getattr(self, name) for name in own}}


class DeliveryCode(Base):
    """一次性验收码。The code that counts for one contract, by what it comes to; it goes once it was used."""

    __tablename__ = "delivery_codes"
    __table_args__ = (CheckConstraint("tries >= 0", name="counted"),)

    spend_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("voucher_spends.id"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    drawn_by: Mapped[str]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    # Who of the enterprise has proved it: they confirm the delivery.
    proved_by: Mapped[str | None]
