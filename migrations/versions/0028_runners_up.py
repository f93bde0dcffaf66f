"""Calls and solutions that wait for a winner to drop out, and drafts of calls and matching projects that are discarded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_CALL = ("draft", "approval", "revision", "open", "evaluation", "selection", "decided", "unanswered", "refused", "cancelled")
_POST_GRANT = (
    *("draft", "acceptance", "correction", "verification", "review", "selection", "task_book", "delivery", "final_acceptance", "audit"),
    *("award", "completed", "refused", "reconsideration", "rejected", "failed", "failure_review", "terminated", "not_selected"),
    *("call_cancelled", "lapsed", "discarded", "withdrawn"),
)
_MATCHING = (
    *("draft", "upstream_check", "admission", "correction", "confirmation", "active", "closing", "unwinding", "handed_over"),
    *("completed", "terminated", "refused", "lapsed", "withdrawn"),
)
BEFORE = {"call": _CALL, "post_grant": _POST_GRANT, "matching": _MATCHING}
AFTER = {
    "call": (*_CALL, "standby", "runner_up", "discarded"),
    "post_grant": (*_POST_GRANT, "reserve"),
    "matching": (*_MATCHING, "discarded"),
}


def upgrade() -> None:
    """Apply."""
    _stages(AFTER)


def downgrade() -> None:
    """Take back: what stood by is selected from again, and nobody knows of a discarded draft."""
    op.execute(sa.text("UPDATE cases SET stage = 'selection' WHERE process = 'post_grant' AND stage = 'reserve'"))
    op.execute(sa.text("UPDATE cases SET stage = 'decided' WHERE process = 'call' AND stage IN ('standby', 'runner_up')"))
    op.execute(sa.text("UPDATE cases SET stage = 'cancelled' WHERE process = 'call' AND stage = 'discarded'"))
    op.execute(sa.text("UPDATE cases SET stage = 'withdrawn' WHERE process = 'matching' AND stage = 'discarded'"))
    _stages(BEFORE)


def _stages(by_process: dict[str, tuple[str, ...]]) -> None:
    for process, stages in by_process.items():
        listed = ", ".join(f"'{stage}'" for stage in stages)
        op.drop_constraint(op.f(f"ck_cases_{process}_stage"), "cases", type_="check")
        op.create_check_constraint(op.f(f"ck_cases_{process}_stage"), "cases", f"process <> '{process}' OR stage IN ({listed})")
