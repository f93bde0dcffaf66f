"""预算。Appropriations and a double-entry ledger over them.

Money moves between the accounts of one appropriation by appending a transfer; a trigger keeps the balances and a CHECK keeps every
account but the source from going below zero. So no sequence of transfers, however concurrent, can pass an appropriation.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen, Id, Now
from models.tables.states import WithState, listed
from policy.processes.treasury.accounts import ACCOUNTS
from policy.processes.treasury.budget_states import BUDGET_DOCUMENT_STATES, BudgetDocumentState

TRANSFERS = (
    "appropriation",
    "reversal",
    # Between two lines, by one document: out of the one and into the other together.
    "transfer_out",
    "transfer_in",
    "pre_commitment",
    "obligation",
    "instruction",
    "hold",
    "expenditure",
    "bank_return",
    "release",
    "investment",
    "disposal",
    "gain",
    "loss",
    "demand",
    "recovery",
    "write_off",
    "netting",
    "late_interest",
    "owed_back",
    "refund",
    "refunded",
    "refund_returned",
    # What was demanded of one payment of an award stands on another one since a bank returned it.
    "exchange",
)


class Appropriation(Base):
    """Money set aside for a department's item in a budget year; item "*" serves those of the department's that have none of their own."""

    __tablename__ = "appropriations"
    __table_args__ = (UniqueConstraint("department", "item_code", "year"),)

    id: Mapped[Id]
    department: Mapped[str]
    item_code: Mapped[str] = mapped_column(server_default=text("'*'"))
    year: Mapped[int]
    created_at: Mapped[Now]


class BudgetDocument(WithState, Base):
    """预算文件。What a budget document gives to one appropriation, or takes back by a reversing entry 冲销; in force by a second person."""

    __tablename__ = "budget_documents"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint("document_folded <> ''", name="numbered"),
        CheckConstraint(f"state IN ({listed(BudgetDocumentState)})", name="state"),
        CheckConstraint("entered_by IS DISTINCT FROM confirmed_by AND entered_by IS DISTINCT FROM refused_by", name="four_eyes"),
        CheckConstraint(
            f"(state = '{BudgetDocumentState.IN_FORCE}') = (confirmed_by IS NOT NULL)"
            f" AND (state = '{BudgetDocumentState.REFUSED}') = (refused_by IS NOT NULL)"
            f" AND (state = '{BudgetDocumentState.PROPOSED}') = (decided_at IS NULL)",
            name="decided_by_somebody",
        ),
        # A document gives to many appropriations, and to each once. What was refused may be entered anew.
        Index(
            "uq_budget_documents_number",
            "appropriation_id",
            "document_folded",
            unique=True,
            postgresql_where=text(f"state <> '{BudgetDocumentState.REFUSED}'"),
        ),
        CheckConstraint("from_id IS NULL OR (reverses_id IS NULL AND from_id <> appropriation_id)", name="moved_between_two"),
        Index("ix_budget_documents_from", "from_id", postgresql_where=text("from_id IS NOT NULL")),
        Index("ix_budget_documents_reverses", "reverses_id", postgresql_where=text("reverses_id IS NOT NULL")),
    )
    states = BUDGET_DOCUMENT_STATES

    id: Mapped[Id]
    appropriation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appropriations.id"))
    # The line whose money it moves here: another of the year (调剂), or the same of the year before (结转). None for money from outside.
    from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("appropriations.id"))
    # None for what gives money; otherwise the document whose money it takes back.
    reverses_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("budget_documents.id"))
    amount_fen: Mapped[Fen]
    document_no: Mapped[str]
    document_folded: Mapped[str]
    # Why it is another document than one of the line whose number looks like its own; None where none does.
    distinct_reason: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default=text(f"'{BUDGET_DOCUMENT_STATES.first}'"))
    entered_by: Mapped[str]
    entered_at: Mapped[Now]
    confirmed_by: Mapped[str | None]
    refused_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class LedgerAccount(Base):
    """One account of an appropriation and its balance."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (
        CheckConstraint("kind IN ('" + "', '".join(ACCOUNTS) + "')", name="kind"),
        CheckConstraint("balance_fen >= 0 OR kind = 'source'", name="never_negative"),
    )

    appropriation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appropriations.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    balance_fen: Mapped[Fen] = mapped_column(server_default=text("0"))


class LedgerTransfer(Base):
    """Money moved from one account to another; immutable."""

    __tablename__ = "ledger_transfers"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        CheckConstraint("kind IN ('" + "', '".join(TRANSFERS) + "')", name="kind"),
        UniqueConstraint("key"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    key: Mapped[str]
    appropriation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("appropriations.id"), index=True)
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    debit: Mapped[str]
    credit: Mapped[str]
    amount_fen: Mapped[Fen]
    document_no: Mapped[str | None]
    made_by: Mapped[str]
    made_at: Mapped[Now]
