"""Winners of a call are on public notice before their task book is drafted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0029"
branch_labels = None
depends_on = None

BEFORE = (
    *("draft", "acceptance", "correction", "verification", "review", "selection", "task_book", "delivery", "final_acceptance", "audit"),
    *("award", "completed", "refused", "reconsideration", "rejected", "failed", "failure_review", "terminated", "not_selected"),
    *("call_cancelled", "lapsed", "discarded", "withdrawn", "reserve"),
)
AFTER = (*BEFORE, "public_notice", "objection")


def upgrade() -> None:
    """Apply."""
    _stages(AFTER)


def downgrade() -> None:
    """Take back: who was on notice is selected."""
    op.execute(sa.text("UPDATE cases SET stage = 'task_book' WHERE process = 'post_grant' AND stage IN ('public_notice', 'objection')"))
    _stages(BEFORE)


def _stages(stages: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{stage}'" for stage in stages)
    op.drop_constraint(op.f("ck_cases_post_grant_stage"), "cases", type_="check")
    op.create_check_constraint(op.f("ck_cases_post_grant_stage"), "cases", f"process <> 'post_grant' OR stage IN ({listed})")
