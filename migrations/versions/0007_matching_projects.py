"""Matching projects, and what a source of record supplied to a verification."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STAGES = (
    "draft", "upstream_check", "admission", "correction", "confirmation", "active", "closing", "unwinding", "handed_over", "completed", "terminated",
    "refused", "lapsed", "withdrawn",
)  # fmt: skip
LISTED = ", ".join(f"'{stage}'" for stage in STAGES)


def upgrade() -> None:
    """Apply."""
    op.create_check_constraint(op.f("ck_cases_matching_stage"), "cases", f"process <> 'matching' OR stage IN ({LISTED})")
    op.create_table(
        "matching_projects",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("project_no", sa.Text(), nullable=False),
        sa.Column("live_no", sa.Text(), nullable=True),
        sa.Column("upstream_level", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fits_direction", sa.Boolean(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("upstream", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("upstream_level IN ('national', 'beijing')", name=op.f("ck_matching_projects_upstream_level")),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_matching_projects_dates_in_order")),
        sa.CheckConstraint("(upstream IS NULL) = (looked_at IS NULL)", name=op.f("ck_matching_projects_upstream_was_looked_at")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_matching_projects_enterprise_uscc_enterprises")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_matching_projects_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_projects")),
        sa.UniqueConstraint("live_no", name=op.f("uq_matching_projects_live_no")),
    )
    op.create_index("ix_matching_projects_enterprise", "matching_projects", ["enterprise_uscc", "id"], unique=False)
    op.add_column(
        "verifications",
        sa.Column("supplied", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )


def downgrade() -> None:
    """Take back. A matching project has no place in the schema before: there may be none."""
    op.drop_column("verifications", "supplied")
    op.drop_table("matching_projects")
    op.drop_constraint(op.f("ck_cases_matching_stage"), "cases", type_="check")
