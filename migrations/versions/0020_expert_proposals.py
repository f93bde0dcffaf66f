"""Proposals for the expert pool: one person proposes, another confirms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "expert_proposals",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("employer_uscc", sa.Text(), nullable=True),
        sa.Column("departments", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.CheckConstraint("decided_by <> proposed_by OR NOT confirmed", name=op.f("ck_expert_proposals_confirmed_by_another")),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (confirmed IS NULL)",
            name=op.f("ck_expert_proposals_decided_by_somebody"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_proposals")),
    )
    op.create_index(
        "uq_expert_proposals_open", "expert_proposals", ["subject"], unique=True, postgresql_where=sa.text("decided_at IS NULL")
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("expert_proposals")
