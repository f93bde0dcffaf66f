"""Interest given back: what of a receipt is owed back because nobody owed the interest that it had paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("receipt_parts", sa.Column("was_interest", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    """Take back."""
    op.drop_column("receipt_parts", "was_interest")
