"""Requests: what people asked of a case, kept from before the case is asked until its outcome is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "requests",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("update", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("attestation", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NOT NULL OR sealed IS NOT NULL)",
            name=op.f("ck_requests_waiting_or_answered"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_requests")),
    )
    waiting = sa.text("answered_at IS NULL")
    op.create_index("ix_requests_waiting", "requests", ["next_at"], unique=False, postgresql_where=waiting)
    op.create_index("ix_requests_waiting_task", "requests", ["task_id"], unique=False, postgresql_where=waiting)


def downgrade() -> None:
    """Take back."""
    op.drop_table("requests")
