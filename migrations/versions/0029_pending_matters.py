"""Pending matters: what waits outside every case for somebody, as a case with a task."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STAGES = ("draft", "approving", "explaining", "approved", "refused", "resolved")
KINDS = ("rule", "suspension", "targets", "budget_document", "difference")


def upgrade() -> None:
    """Apply."""
    stages, kinds = (", ".join(f"'{one}'" for one in values) for values in (STAGES, KINDS))
    op.create_check_constraint(op.f("ck_cases_pending_stage"), "cases", f"process <> 'pending' OR stage IN ({stages})")
    op.create_table(
        "pending_matters",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_id", sa.UUID(), nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_pending_matters_kind")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_pending_matters_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_matters")),
        sa.UniqueConstraint("kind", "row_id", name=op.f("uq_pending_matters_kind_row_id")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("pending_matters")
    op.drop_constraint(op.f("ck_cases_pending_stage"), "cases", type_="check")
