"""What-ifs: what was asked, how far it has come, and what was found, with every row of it in parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STATES = ("running", "done", "cancelled", "failed")


def upgrade() -> None:
    """Apply."""
    listed = ", ".join(f"'{one}'" for one in STATES)
    op.create_table(
        "what_ifs",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'running'"), nullable=False),
        sa.Column("progress", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({listed})", name=op.f("ck_what_ifs_state")),
        sa.CheckConstraint("(state = 'done') = (result IS NOT NULL)", name=op.f("ck_what_ifs_result_when_done")),
        sa.CheckConstraint("(state = 'running') = (ended_at IS NULL)", name=op.f("ck_what_ifs_ended")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_what_ifs")),
    )
    op.create_index("ix_what_ifs_item", "what_ifs", ["item_code", "id"])
    op.create_table(
        "what_if_parts",
        sa.Column("what_if_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effects", postgresql.JSONB(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["what_if_id"], ["what_ifs.id"], name=op.f("fk_what_if_parts_what_if_id_what_ifs")),
        sa.PrimaryKeyConstraint("what_if_id", "number", name=op.f("pk_what_if_parts")),
    )
    op.create_table(
        "what_if_extracts",
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.UUID(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("item_code", "number", name=op.f("pk_what_if_extracts")),
    )
    # These are ids and numbers: to compress them costs time and saves nothing.
    for table, column in (("what_if_parts", "rows"), ("what_if_extracts", "content")):
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
    # Every stored case of an item, without reading the rows of the cases.
    op.create_index("ix_cases_item", "cases", ["item_code", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_cases_item", "cases")
    op.drop_table("what_if_extracts")
    op.drop_table("what_if_parts")
    op.drop_table("what_ifs")
