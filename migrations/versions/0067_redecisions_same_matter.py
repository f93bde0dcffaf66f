"""A re-decision names the demands for an error that are about the facts it corrects; any other stands beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("redecisions", sa.Column("same_matter", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    """Undo."""
    op.drop_column("redecisions", "same_matter")
