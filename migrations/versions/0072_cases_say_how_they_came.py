"""A case says when it was handed in, whatever its process, and by which event it came where it stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0069"
branch_labels = None
depends_on = None

TABLES = ("applications", "loans", "post_grant_projects", "recognitions", "vouchers")
TENTHS = "(CAST(floor(date_part('epoch', occurred_at - since) / 8640) AS int))"


def _stays(*columns: str) -> None:
    """Have the server know how many different stays there are."""
    op.execute("DROP STATISTICS audit_events_stays")
    op.execute(f"CREATE STATISTICS audit_events_stays (ndistinct) ON {', '.join(columns)}, {TENTHS} FROM audit_events")


def upgrade() -> None:
    """Apply."""
    op.add_column("cases", sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("came_by", sa.Text(), nullable=True))
    op.drop_index("ix_applications_submitted", "applications")
    for table in TABLES:
        op.execute(f"UPDATE cases c SET submitted_at = p.submitted_at FROM {table} p WHERE p.id = c.id")  # noqa: S608 - names of our own
        op.drop_column(table, "submitted_at")
    op.execute("""
        UPDATE cases c SET came_by = e.event
        FROM (
            SELECT DISTINCT ON (case_id) case_id, event, to_stage FROM audit_events WHERE from_stage <> to_stage
            ORDER BY case_id, sequence DESC
        ) e
        WHERE e.case_id = c.id AND e.to_stage = c.stage
    """)
    op.drop_index("ix_cases_created", "cases")
    op.create_index("ix_cases_handed_in", "cases", [sa.text("coalesce(submitted_at, created_at)")])
    _stays("from_stage")


def downgrade() -> None:
    """Undo."""
    _stays("from_stage", "to_stage", "event")
    op.drop_index("ix_cases_handed_in", "cases")
    op.create_index("ix_cases_created", "cases", ["created_at"], postgresql_where=sa.text("process <> 'application'"))
    for table in TABLES:
        op.add_column(table, sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        op.execute(f"UPDATE {table} p SET submitted_at = c.submitted_at FROM cases c WHERE c.id = p.id")  # noqa: S608 - names of our own
    op.create_index("ix_applications_submitted", "applications", ["submitted_at"])
    op.drop_column("cases", "came_by")
    op.drop_column("cases", "submitted_at")
