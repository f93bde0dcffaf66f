"""Evaluations: what was reported when they were published is kept with them, and a meeting decides them, of which no amount is proposed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0059"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("evaluations", sa.Column("reported", postgresql.JSONB(), nullable=True))
    op.alter_column("agenda_items", "proposed_fen", nullable=True)
    # What waits for one member of the committee is put before a meeting by its department.
    op.execute(
        "UPDATE tasks SET role = 'officer', assignee = NULL, department = cases.department FROM cases "
        "WHERE cases.id = tasks.case_id AND tasks.kind = 'policy_decision' AND tasks.closed_at IS NULL"
    )
    op.execute("UPDATE tasks SET kind = 'policy_listing' WHERE kind = 'policy_decision'")


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM agenda_items WHERE proposed_fen IS NULL")
    op.alter_column("agenda_items", "proposed_fen", nullable=False)
    op.drop_column("evaluations", "reported")
