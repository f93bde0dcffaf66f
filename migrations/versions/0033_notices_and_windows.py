"""Winners of a call are on public notice before their task book is drafted; windows of recognitions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BEFORE = (
    *("draft", "acceptance", "correction", "verification", "review", "selection", "task_book", "delivery", "final_acceptance", "audit"),
    *("award", "completed", "refused", "reconsideration", "rejected", "failed", "failure_review", "terminated", "not_selected"),
    *("call_cancelled", "lapsed", "discarded", "withdrawn", "reserve"),
)
AFTER = (*BEFORE, "public_notice", "objection")
KINDS = (
    "specialised_enterprise",
    "plan_growth",
    "plan_partner",
    "confirmed_unit",
    "common_platform",
    "first_set",
    "high_growth_sme",
    "technology_enterprise",
    "talent",
    "patent_pool",
    "offshore_centre",
    "qualification",
)


def upgrade() -> None:
    """Apply."""
    _stages(AFTER)
    kinds = ", ".join(f"'{one}'" for one in KINDS)
    op.add_column("windows", sa.Column("register_kind", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_windows_register_kind"), "windows", f"register_kind IN ({kinds})")
    op.create_check_constraint(op.f("ck_windows_no_ceiling_of_recognitions"), "windows", "register_kind IS NULL OR ceiling_fen IS NULL")
    op.add_column("recognitions", sa.Column("window_id", sa.UUID(), nullable=True))
    asked = sa.Column("asked_evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default=sa.text("'[]'"))
    op.add_column("recognitions", asked)
    op.create_foreign_key(op.f("fk_recognitions_window_id_windows"), "recognitions", "windows", ["window_id"], ["id"])
    op.create_index("ix_recognitions_window_id", "recognitions", ["window_id"], unique=False)


def downgrade() -> None:
    """Take back: who was on notice is selected, and no window of recognitions is taken for one of its item."""
    op.execute(sa.text("UPDATE cases SET stage = 'task_book' WHERE process = 'post_grant' AND stage IN ('public_notice', 'objection')"))
    op.execute(
        sa.text(
            "UPDATE cases SET stage = 'dropped', closed_at = coalesce(closed_at, now())"
            " FROM windows WHERE windows.id = cases.id AND windows.register_kind IS NOT NULL"
        )
    )
    op.drop_index("ix_recognitions_window_id", "recognitions")
    op.drop_column("recognitions", "asked_evidence")
    op.drop_column("recognitions", "window_id")
    op.drop_column("windows", "register_kind")
    _stages(BEFORE)


def _stages(stages: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{stage}'" for stage in stages)
    op.drop_constraint(op.f("ck_cases_post_grant_stage"), "cases", type_="check")
    op.create_check_constraint(op.f("ck_cases_post_grant_stage"), "cases", f"process <> 'post_grant' OR stage IN ({listed})")
