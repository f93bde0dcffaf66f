"""Checks of running processes: what each found, and which cases stood otherwise than their processes took them to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    identity = sa.Column("id", postgresql.UUID(as_uuid=True), server_default=sa.text("uuidv7()"), nullable=False)
    op.create_table(
        "case_checks",
        identity.copy(),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_cases", sa.Integer(), server_default=sa.text("0"), nullable=False),
        *(
            sa.Column(name, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
            for name in ("started", "surplus", "schedules")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_checks")),
    )
    op.create_index("ix_case_checks_began", "case_checks", ["began_at"], unique=False)
    op.create_table(
        "case_differences",
        identity.copy(),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("known", sa.Text(), nullable=False),
        sa.Column("stored", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_differences_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_differences")),
    )
    op.create_index("ix_case_differences_found", "case_differences", ["found_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("case_differences")
    op.drop_table("case_checks")
