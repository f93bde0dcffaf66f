"""贷款登记。Loans whose interest is subsidised: what was declared of one, how it was confirmed, and what its bank said last."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case
from policy.actors import Actor
from policy.processes.acceptance.submission import Content, Form
from policy.processes.kernel.permissions import may_see_application
from policy.processes.loan.claims import Standing
from policy.processes.loan.declared import DECLARATION, DEPARTMENTS
from policy.processes.loan.lifecycle import EDITABLE


class Loan(Case):
    """One loan of one enterprise. Its claims are applications whose parent it is."""

    __tablename__ = "loans"
    __table_args__ = (
        CheckConstraint("principal_fen > 0", name="principal_above_nothing"),
        CheckConstraint("ends_on >= begins_on", name="dates_in_order"),
        CheckConstraint("ended_on >= begins_on", name="not_ended_before_it_begins"),
        CheckConstraint("confirmed_by IN ('bank', 'paper')", name="confirmed_by"),
        UniqueConstraint("request_key"),
        Index("ix_loans_enterprise", "enterprise_uscc", "id"),
        Index("ix_loans_key", "loan_key"),
    )
    evidence_stages: ClassVar[frozenset[str]] = EDITABLE

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    bank: Mapped[str]
    loan_no: Mapped[str]
    # Bank and number folded, by which a loan is found however they are written.
    loan_key: Mapped[str]
    principal_fen: Mapped[int] = mapped_column(BigInteger)
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    purpose: Mapped[str]
    # By the interface of its bank, or by a second person who compared the paper.
    confirmed_by: Mapped[str | None]
    # What its bank said when it was asked last.
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    looked_at: Mapped[datetime | None]
    # The last day whose interest counts, where that is earlier than the contract says.
    ended_on: Mapped[date | None]
    # The request that drafted it, so that one which is tried again goes on with the same draft.
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "loan"}  # noqa: RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The borrower."""
        return self.enterprise_uscc

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the borrower, and once it is handed in every department that subsidises interest."""
        return may_see_application(actor, self.enterprise_uscc, *DEPARTMENTS, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """What is declared of it."""
        return DECLARATION

    @property
    def content(self) -> Content:
        """What was declared."""
        return Content({"bank": self.bank, "loan_no": self.loan_no, **self.declared, "purpose": self.purpose})

    def put_back(self, content: Content) -> None:
        """Have it say what was handed in."""
        declared = dict(content.facts)
        days = {name: date.fromisoformat(declared.pop(name)) for name in ("begins_on", "ends_on")}
        for name, value in (declared | days).items():
            setattr(self, name, value)

    @property
    def declared(self) -> dict[str, Any]:
        """What its bank is asked to confirm."""
        return {"principal_fen": self.principal_fen, "begins_on": self.begins_on.isoformat(), "ends_on": self.ends_on.isoformat()}

    @property
    def standing(self) -> Standing:
        """What a claim has to know of it."""
        return Standing(self.item_code, self.stage, self.begins_on, min(self.ends_on, self.ended_on or self.ends_on))

    @property
    def brief(self) -> dict[str, Any]:
        """What was declared, how it was confirmed, and what its bank said last."""
        return {**self.content.facts, "confirmed_by": self.confirmed_by, "answer": self.answer}
