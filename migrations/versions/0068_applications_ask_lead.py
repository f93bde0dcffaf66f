"""An application keeps whether rules in force have it ask who led its project."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("applications", sa.Column("asks_lead", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    """Undo."""
    op.drop_column("applications", "asks_lead")
