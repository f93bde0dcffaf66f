"""Involvements: who has which duty in a family of cases; the families and enterprises a task is about; and messages to one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

DUTIES = "'apply', 'advise', 'prepare', 'check', 'decide', 'countersign', 'rule', 'review', 'fund', 'release', 'confirm'"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "involvements",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("family", sa.UUID(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"duty IN ({DUTIES})", name=op.f("ck_involvements_duty")),
        sa.PrimaryKeyConstraint("subject", "family", "duty", "step", name=op.f("pk_involvements")),
    )
    op.execute("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON involvements FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER never_truncated BEFORE TRUNCATE ON involvements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    op.drop_column("tasks", "excluded")
    op.add_column("tasks", sa.Column("concerns", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("tasks", sa.Column("families", postgresql.ARRAY(sa.UUID()), server_default=sa.text("'{}'"), nullable=False))
    op.create_index("ix_tasks_open_families", "tasks", ["families"], postgresql_using="gin", postgresql_where=sa.text("closed_at IS NULL"))
    op.add_column("messages", sa.Column("person", sa.Text(), nullable=True))
    op.create_index("ix_messages_person", "messages", ["person", "id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_messages_person", table_name="messages")
    op.drop_column("messages", "person")
    op.drop_index("ix_tasks_open_families", table_name="tasks")
    op.drop_column("tasks", "families")
    op.drop_column("tasks", "concerns")
    op.add_column("tasks", sa.Column("excluded", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.drop_table("involvements")
