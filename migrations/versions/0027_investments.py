"""Investments: shares the area holds, what they are worth, and what they brought; the accounts and movements of the books for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STAGES = ("draft", "held", "disposal", "first_right", "proceeds", "writing_off", "exited", "written_off")
OLD_ACCOUNTS = ("source", "available", "pre_commitment", "obligation", "in_transit", "expenditure", "receivable", "recovered", "owed_back")
OLD_TRANSFERS = (
    *(
        "appropriation",
        "reversal",
        "pre_commitment",
        "obligation",
        "instruction",
        "hold",
        "expenditure",
        "bank_return",
        "release",
        "demand",
    ),
    *("recovery", "write_off", "late_interest", "owed_back", "refund", "refunded", "refund_returned", "exchange"),
)
TRANSFERS = ("investment", "disposal", "gain", "loss")


def upgrade() -> None:
    """Apply."""
    op.create_check_constraint(op.f("ck_cases_investment_stage"), "cases", f"process <> 'investment' OR stage IN ({_listed(STAGES)})")
    _kinds("ledger_accounts", (*OLD_ACCOUNTS, "investment"))
    _kinds("ledger_transfers", (*OLD_TRANSFERS, *TRANSFERS))
    op.execute("INSERT INTO ledger_accounts (appropriation_id, kind) SELECT id, 'investment' FROM appropriations")
    op.create_table(
        "investments",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("agreed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=True),
        sa.Column("valued_on", sa.Date(), nullable=True),
        sa.Column("next_valuation_on", sa.Date(), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("price_fen", sa.BigInteger(), nullable=True),
        sa.Column("buyer", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("received_fen", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reference_folded", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.CheckConstraint("cost_fen > 0", name=op.f("ck_investments_cost_positive")),
        sa.CheckConstraint("value_fen >= 0", name=op.f("ck_investments_value_not_negative")),
        sa.CheckConstraint("way IN ('buy_back', 'transfer', 'liquidation')", name=op.f("ck_investments_way")),
        sa.CheckConstraint("(way IS NULL) = (price_fen IS NULL)", name=op.f("ck_investments_priced_with_its_way")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_investments_id_cases")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_investments_application_id_applications")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_investments_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investments")),
        sa.UniqueConstraint("application_id", name=op.f("uq_investments_application_id")),
        sa.UniqueConstraint("reference_folded", name=op.f("uq_investments_reference_folded")),
    )
    op.create_index("ix_investments_enterprise", "investments", ["enterprise_uscc", "id"], unique=False)
    op.add_column("receipt_parts", sa.Column("investment_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_receipt_parts_investment_id_investments"), "receipt_parts", "investments", ["investment_id"], ["id"])
    op.drop_constraint(op.f("ck_receipt_parts_of_a_debt_or_a_refund"), "receipt_parts", type_="check")
    op.create_check_constraint(
        op.f("ck_receipt_parts_of_something"), "receipt_parts", "num_nonnulls(clawback_id, refund_id, investment_id) > 0"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_constraint(op.f("ck_receipt_parts_of_something"), "receipt_parts", type_="check")
    op.create_check_constraint(
        op.f("ck_receipt_parts_of_a_debt_or_a_refund"), "receipt_parts", "clawback_id IS NOT NULL OR refund_id IS NOT NULL"
    )
    op.drop_column("receipt_parts", "investment_id")
    op.drop_table("investments")
    op.execute("DELETE FROM ledger_accounts WHERE kind = 'investment'")
    _kinds("ledger_transfers", OLD_TRANSFERS)
    _kinds("ledger_accounts", OLD_ACCOUNTS)
    op.drop_constraint(op.f("ck_cases_investment_stage"), "cases", type_="check")


def _kinds(table: str, kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_kind"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind IN ({_listed(kinds)})")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in names)
