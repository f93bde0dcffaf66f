"""Budget transfers: a document that moves money from one line of the budget to another, or from a year to the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

OLD_TRANSFERS = (
    "appropriation",
    "reversal",
    "pre_commitment",
    "obligation",
    "instruction",
    "hold",
    "expenditure",
    "bank_return",
    "release",
    "investment",
    "disposal",
    "gain",
    "loss",
    "demand",
    "recovery",
    "write_off",
    "late_interest",
    "owed_back",
    "refund",
    "refunded",
    "refund_returned",
    "exchange",
)
TRANSFERS = ("transfer_out", "transfer_in")


def upgrade() -> None:
    """Apply."""
    _kinds((*OLD_TRANSFERS, *TRANSFERS))
    op.add_column("budget_documents", sa.Column("from_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_budget_documents_from_id_appropriations"), "budget_documents", "appropriations", ["from_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_budget_documents_moved_between_two"),
        "budget_documents",
        "from_id IS NULL OR (reverses_id IS NULL AND from_id <> appropriation_id)",
    )
    op.create_index("ix_budget_documents_from", "budget_documents", ["from_id"], postgresql_where=sa.text("from_id IS NOT NULL"))


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_budget_documents_from", table_name="budget_documents")
    op.drop_constraint(op.f("ck_budget_documents_moved_between_two"), "budget_documents", type_="check")
    op.drop_constraint(op.f("fk_budget_documents_from_id_appropriations"), "budget_documents", type_="foreignkey")
    op.drop_column("budget_documents", "from_id")
    _kinds(OLD_TRANSFERS)


def _kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_ledger_transfers_kind"), "ledger_transfers", type_="check")
    listed = ", ".join(f"'{one}'" for one in kinds)
    op.create_check_constraint(op.f("ck_ledger_transfers_kind"), "ledger_transfers", f"kind IN ({listed})")
