"""A settlement keeps where it stood when it was proposed to take something of it back: its platform sees it there meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_PROPOSED = """
UPDATE settlements SET proposed_in = (
    SELECT from_stage FROM audit_events
    WHERE case_id = settlements.id AND event = 'reclaim_proposed'
    ORDER BY sequence DESC LIMIT 1
)
WHERE id IN (SELECT id FROM cases WHERE stage = 'reclaim')
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("settlements", sa.Column("proposed_in", sa.Text(), nullable=True))
    op.execute(_PROPOSED)


def downgrade() -> None:
    """Undo."""
    op.drop_column("settlements", "proposed_in")
