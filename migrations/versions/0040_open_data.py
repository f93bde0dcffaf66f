"""Open data: editions of what is published of awards, each file in parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "open_data_editions",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("awards", sa.Integer(), nullable=False),
        sa.Column("publisher", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("awards >= 0", name=op.f("ck_open_data_editions_awards_counted")),
        sa.CheckConstraint("checked_at >= made_at", name=op.f("ck_open_data_editions_checked_since")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_data_editions")),
    )
    op.create_table(
        "open_data_parts",
        sa.Column("edition_id", sa.UUID(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("format IN ('json', 'csv')", name=op.f("ck_open_data_parts_format")),
        sa.ForeignKeyConstraint(["edition_id"], ["open_data_editions.id"], name=op.f("fk_open_data_parts_edition_id_open_data_editions")),
        sa.PrimaryKeyConstraint("edition_id", "format", "number", name=op.f("pk_open_data_parts")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("open_data_parts")
    op.drop_table("open_data_editions")
