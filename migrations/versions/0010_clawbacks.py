"""Clawbacks: what is demanded back, when it is due, what came in, and the two accounts it is booked in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STAGES = (
    "draft", "proposed", "noticed", "objection", "instalments", "repayment", "arrears", "enforcement", "settled", "waived", "cancelled", "closed",
)  # fmt: skip
LISTED = ", ".join(f"'{stage}'" for stage in STAGES)
ACCOUNTS = "'source', 'available', 'pre_commitment', 'obligation', 'in_transit', 'expenditure'"
TRANSFERS = "'appropriation', 'reversal', 'pre_commitment', 'obligation', 'instruction', 'hold', 'expenditure', 'bank_return', 'release'"


def upgrade() -> None:
    """Apply."""
    op.create_check_constraint(op.f("ck_cases_clawback_stage"), "cases", f"process <> 'clawback' OR stage IN ({LISTED})")
    _kinds("ledger_accounts", f"{ACCOUNTS}, 'receivable', 'recovered'")
    _kinds("ledger_transfers", f"{TRANSFERS}, 'demand', 'recovery', 'write_off', 'late_interest'")
    op.execute(
        "INSERT INTO ledger_accounts (appropriation_id, kind)"
        " SELECT appropriations.id, kinds.kind FROM appropriations, (VALUES ('receivable'), ('recovered')) AS kinds (kind)"
    )
    op.add_column("applications", sa.Column("recovered_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_check_constraint(
        op.f("ck_applications_recovered_within_paid"), "applications", "recovered_fen >= 0 AND recovered_fen <= paid_fen"
    )
    _clawbacks()
    _repayments()


def _kinds(table: str, listed: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_kind"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind IN ({listed})")


def _clawbacks() -> None:
    op.create_table(
        "clawbacks",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reckoning", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("late_rate", sa.Text(), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repaid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("late_fen_days", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("interest_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("interest_repaid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=True),
        sa.CheckConstraint("cause IN ('breach', 'upstream_recovery', 'error', 'fraud')", name=op.f("ck_clawbacks_cause")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_clawbacks_positive")),
        sa.CheckConstraint("repaid_fen BETWEEN 0 AND amount_fen", name=op.f("ck_clawbacks_repaid_within_demand")),
        sa.CheckConstraint("interest_repaid_fen BETWEEN 0 AND interest_fen", name=op.f("ck_clawbacks_interest_repaid_within_interest")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_clawbacks_application_id_applications")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_clawbacks_enterprise_uscc_enterprises")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_clawbacks_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clawbacks")),
        sa.UniqueConstraint("request_key", name=op.f("uq_clawbacks_request_key")),
    )
    op.create_index("ix_clawbacks_application", "clawbacks", ["application_id"], unique=False)
    op.create_index("ix_clawbacks_enterprise", "clawbacks", ["enterprise_uscc", "id"], unique=False)
    op.create_table(
        "clawback_instalments",
        sa.Column("clawback_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("repaid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_clawback_instalments_positive")),
        sa.CheckConstraint("repaid_fen BETWEEN 0 AND amount_fen", name=op.f("ck_clawback_instalments_repaid_within_amount")),
        sa.ForeignKeyConstraint(["clawback_id"], ["clawbacks.id"], name=op.f("fk_clawback_instalments_clawback_id_clawbacks")),
        sa.PrimaryKeyConstraint("clawback_id", "ordinal", name=op.f("pk_clawback_instalments")),
    )


def _repayments() -> None:
    op.create_table(
        "repayments",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("clawback_id", sa.UUID(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'recorded'"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("principal_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("interest_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_repayments_positive")),
        sa.CheckConstraint("state IN ('recorded', 'confirmed', 'booked', 'sent_back', 'refuted')", name=op.f("ck_repayments_state")),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> recorded_by", name=op.f("ck_repayments_four_eyes")),
        sa.CheckConstraint("state <> 'booked' OR principal_fen + interest_fen = amount_fen", name=op.f("ck_repayments_booked_whole")),
        sa.ForeignKeyConstraint(["clawback_id"], ["clawbacks.id"], name=op.f("fk_repayments_clawback_id_clawbacks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayments")),
    )
    op.create_index("ix_repayments_clawback", "repayments", ["clawback_id", "id"], unique=False)
    op.create_index(
        "uq_repayments_reference", "repayments", ["reference"], unique=True,
        postgresql_where=sa.text("state NOT IN ('sent_back', 'refuted')"),
    )  # fmt: skip
    op.create_index(
        "uq_repayments_in_flight", "repayments", ["clawback_id"], unique=True,
        postgresql_where=sa.text("state IN ('recorded', 'confirmed')"),
    )  # fmt: skip


def downgrade() -> None:
    """Take back. Clawbacks and their bookings have no place in the schema before: there may be none."""
    op.drop_table("repayments")
    op.drop_table("clawback_instalments")
    op.drop_table("clawbacks")
    op.drop_constraint(op.f("ck_applications_recovered_within_paid"), "applications", type_="check")
    op.drop_column("applications", "recovered_fen")
    op.execute("DELETE FROM ledger_accounts WHERE kind IN ('receivable', 'recovered')")
    _kinds("ledger_transfers", TRANSFERS)
    _kinds("ledger_accounts", ACCOUNTS)
    op.drop_constraint(op.f("ck_cases_clawback_stage"), "cases", type_="check")
