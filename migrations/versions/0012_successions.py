"""Successions: which enterprise took the place of which, whose awards, commitments and debts then count as its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

GROUNDS = ("absorbed", "consolidated", "divided", "new_code")


def upgrade() -> None:
    """Apply."""
    grounds = ", ".join(f"'{ground}'" for ground in GROUNDS)
    op.create_table(
        "successions",
        sa.Column("predecessor_uscc", sa.Text(), nullable=False),
        sa.Column("successor_uscc", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("predecessor_uscc <> successor_uscc", name=op.f("ck_successions_of_two")),
        sa.CheckConstraint(f"ground IN ({grounds})", name=op.f("ck_successions_ground")),
        sa.CheckConstraint(
            "checked_by <> approved_by AND filed_by NOT IN (checked_by, approved_by)", name=op.f("ck_successions_three_people")
        ),
        sa.ForeignKeyConstraint(["predecessor_uscc"], ["enterprises.uscc"], name=op.f("fk_successions_predecessor_uscc_enterprises")),
        sa.ForeignKeyConstraint(["successor_uscc"], ["enterprises.uscc"], name=op.f("fk_successions_successor_uscc_enterprises")),
        sa.PrimaryKeyConstraint("predecessor_uscc", name=op.f("pk_successions")),
    )
    op.create_index(op.f("ix_successions_successor_uscc"), "successions", ["successor_uscc"], unique=False)
    op.execute("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON successions FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER never_truncated BEFORE TRUNCATE ON successions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    op.drop_table("successions")
