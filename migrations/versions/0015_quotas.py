"""Quotas: how often somebody may ask for what is dear."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "quotas",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("spent_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_quotas")),
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_quotas_spent_until", "quotas", ["spent_until"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("quotas")
