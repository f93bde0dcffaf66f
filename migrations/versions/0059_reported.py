"""Evaluations: what their recipients had reported when they were published, kept with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0059"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("evaluations", sa.Column("reported", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("evaluations", "reported")
