"""Investments in parts, due diligence, and vouchers that remind: what is kept of them, and a stage of applications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("vouchers", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE vouchers SET expires_at = cases.wakes_at FROM cases WHERE cases.id = vouchers.id AND cases.stage = 'valid'")


def downgrade() -> None:
    """Take back."""
    op.drop_column("vouchers", "expires_at")
