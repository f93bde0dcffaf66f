"""Loans whose interest is subsidised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STAGES = (
    "draft", "check", "correction", "confirmation", "paper_check", "registered", "repaid", "cap_used", "cancelled", "refused", "lapsed",
    "withdrawn",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    stages = ", ".join(f"'{one}'" for one in STAGES)
    op.create_check_constraint(op.f("ck_cases_loan_stage"), "cases", f"process <> 'loan' OR stage IN ({stages})")
    op.create_table(
        "loans",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("loan_no", sa.Text(), nullable=False),
        sa.Column("loan_key", sa.Text(), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint("principal_fen > 0", name=op.f("ck_loans_principal_above_nothing")),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_loans_dates_in_order")),
        sa.CheckConstraint("ended_on >= begins_on", name=op.f("ck_loans_not_ended_before_it_begins")),
        sa.CheckConstraint("confirmed_by IN ('bank', 'paper')", name=op.f("ck_loans_confirmed_by")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_loans_id_cases")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_loans_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loans")),
        sa.UniqueConstraint("request_key", name=op.f("uq_loans_request_key")),
    )
    op.create_index("ix_loans_enterprise", "loans", ["enterprise_uscc", "id"], unique=False)
    op.create_index("ix_loans_key", "loans", ["loan_key"], unique=False)


def downgrade() -> None:
    """Take back. Nothing may belong to the cases that go."""
    op.drop_table("loans")
    op.drop_constraint(op.f("ck_cases_loan_stage"), "cases", type_="check")
    op.execute("DELETE FROM cases WHERE process = 'loan'")
