"""Enquiries: what enterprises ask about the items that guide, with how they are reached sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STAGES = ("draft", "answering", "rating", "follow_up", "last_rating", "satisfied", "unsatisfied", "unrated", "withdrawn")


def upgrade() -> None:
    """Apply."""
    stages = ", ".join(f"'{one}'" for one in STAGES)
    op.create_check_constraint(op.f("ck_cases_enquiry_stage"), "cases", f"process <> 'enquiry' OR stage IN ({stages})")
    op.create_table(
        "enquiries",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_shown", sa.Text(), nullable=False),
        sa.Column("invited", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_enquiries_id_cases")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_enquiries_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
        sa.UniqueConstraint("request_key", name=op.f("uq_enquiries_request_key")),
    )
    op.create_index("ix_enquiries_enterprise", "enquiries", ["enterprise_uscc", "id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("enquiries")
    op.drop_constraint(op.f("ck_cases_enquiry_stage"), "cases", type_="check")
