"""Reconciliations: the treasury's statement beside our books, day by day, and every difference."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = (
    "unknown_payment", "amount_differs", "payee_differs", "paid_not_booked", "booked_not_paid", "returned_not_booked",
    "stuck_reserved", "stuck_instructed", "stuck_mismatched", "receipt_unknown", "receipt_not_stated", "ledger_differs",
    "suspected_double_payment", "standing_differs",
)  # fmt: skip
LISTED = ", ".join(f"'{kind}'" for kind in KINDS)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reconciliations",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("returned_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_fen", sa.BigInteger(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("instructed", sa.Integer(), nullable=False),
        sa.Column("instructed_fen", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("accepted_fen", sa.BigInteger(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("warned_fen", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("refused_fen", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("missing_fen", sa.BigInteger(), nullable=False),
        sa.Column("standing_ours_fen", sa.BigInteger(), nullable=True),
        sa.Column("standing_theirs_fen", sa.BigInteger(), nullable=True),
        sa.Column("runs", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("first_run_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("accepted + warned + refused + missing = instructed", name=op.f("ck_reconciliations_instructions_sum")),
        sa.CheckConstraint(
            "accepted_fen + warned_fen + refused_fen + missing_fen = instructed_fen", name=op.f("ck_reconciliations_amounts_sum")
        ),
        sa.CheckConstraint(
            "(standing_ours_fen IS NULL) = (standing_theirs_fen IS NULL)", name=op.f("ck_reconciliations_whole_on_both_sides")
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_reconciliations")),
    )
    op.create_table(
        "reconciliation_differences",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("ours_fen", sa.BigInteger(), nullable=True),
        sa.Column("theirs_fen", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f"kind IN ({LISTED})", name=op.f("ck_reconciliation_differences_kind")),
        sa.CheckConstraint("state IN ('open', 'resolved')", name=op.f("ck_reconciliation_differences_state")),
        sa.CheckConstraint("(state = 'open') = (resolved_at IS NULL)", name=op.f("ck_reconciliation_differences_resolved_at_some_time")),
        sa.CheckConstraint(
            "(resolved_by IS NULL) = (resolved_at IS NULL)", name=op.f("ck_reconciliation_differences_resolved_by_somebody")
        ),
        sa.ForeignKeyConstraint(["day"], ["reconciliations.day"], name=op.f("fk_reconciliation_differences_day_reconciliations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_differences")),
        sa.UniqueConstraint("day", "kind", "reference", name=op.f("uq_reconciliation_differences_day_kind_reference")),
    )
    op.create_index(
        "uq_reconciliation_differences_open", "reconciliation_differences", ["kind", "reference"], unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )  # fmt: skip


def downgrade() -> None:
    """Take back."""
    op.drop_table("reconciliation_differences")
    op.drop_table("reconciliations")
