"""What people draft may be discarded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# Who may have drafts, in which stages, and what a draft that was discarded counts as where nobody knows of that.
DRAFTED = {
    "benefit": (
        ("draft", "check", "correction", "delivery", "in_force", "unavailable", "ended", "refused", "lapsed", "withdrawn"),
        "withdrawn",
    ),
    "loan": (
        (
            *("draft", "check", "correction", "confirmation", "paper_check", "registered", "repaid", "cap_used", "cancelled", "refused"),
            *("lapsed", "withdrawn"),
        ),
        "withdrawn",
    ),
    "voucher": (
        (
            *("draft", "check", "correction", "verification", "decision", "commitment", "valid", "settling", "spent", "unused", "refused"),
            *("lapsed", "withdrawn"),
        ),
        "withdrawn",
    ),
    "settlement": (("draft", "check", "payment", "settled", "refused", "ended", "withdrawn"), "withdrawn"),
    "window": (
        (
            *("draft", "approval", "revision", "published", "open", "handling", "list_approval", "settling", "list_notice", "settled"),
            *("unanswered", "refused", "cancelled", "dropped"),
        ),
        "dropped",
    ),
}


def upgrade() -> None:
    """Apply."""
    for process, (stages, _) in DRAFTED.items():
        _stages(process, (*stages, "discarded"))


def downgrade() -> None:
    """Take back: nobody knows of a discarded draft."""
    for process, (stages, instead) in DRAFTED.items():
        op.execute(sa.text(f"UPDATE cases SET stage = '{instead}' WHERE process = '{process}' AND stage = 'discarded'"))  # noqa: S608
        _stages(process, stages)


def _stages(process: str, stages: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_cases_{process}_stage"), "cases", type_="check")
    op.create_check_constraint(op.f(f"ck_cases_{process}_stage"), "cases", f"process <> '{process}' OR stage IN ({_listed(stages)})")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
