"""Awards that are paid in parts, and the later parts, each a case of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

STAGES = (
    "draft", "waiting", "report", "check", "approval", "hearing", "forfeiture", "payment", "paid", "forfeited", "dropped", "ended",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    stages = ", ".join(f"'{one}'" for one in STAGES)
    op.create_check_constraint(op.f("ck_cases_instalment_stage"), "cases", f"process <> 'instalment' OR stage IN ({stages})")
    op.add_column("applications", sa.Column("parts", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False))
    for name in ("later_fen", "forfeited_fen"):
        op.add_column("applications", sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_check_constraint(
        op.f("ck_applications_forfeited_within_later"), "applications", "forfeited_fen >= 0 AND forfeited_fen <= later_fen"
    )
    op.create_table(
        "instalments",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("condition", postgresql.JSONB(), nullable=True),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("award_fen", sa.BigInteger(), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reconsidered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("award_fen >= 0", name=op.f("ck_instalments_award_not_negative")),
        sa.CheckConstraint("paid_fen >= 0 AND paid_fen <= coalesce(award_fen, 0)", name=op.f("ck_instalments_paid_within_award")),
        sa.CheckConstraint("ordinal > 1", name=op.f("ck_instalments_after_the_first")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_instalments_id_cases")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_instalments_application_id_applications")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_instalments_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalments")),
        sa.UniqueConstraint("application_id", "ordinal", name=op.f("uq_instalments_application_id_ordinal")),
    )


def downgrade() -> None:
    """Take back. Nothing may belong to the cases that go."""
    op.drop_table("instalments")
    op.drop_constraint(op.f("ck_applications_forfeited_within_later"), "applications", type_="check")
    for name in ("forfeited_fen", "later_fen", "parts"):
        op.drop_column("applications", name)
    op.drop_constraint(op.f("ck_cases_instalment_stage"), "cases", type_="check")
    op.execute("DELETE FROM cases WHERE process = 'instalment'")
