"""A person whom a list names is registered with its confirmation, a wrong name corrected, and a suspension taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("recognitions", sa.Column("person_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("document_changes", sa.Column("new_name", sa.Text(), nullable=True))
    op.add_column("document_changes", sa.Column("paper", sa.Text(), nullable=True))
    _why("renewed", "mistyped", "misnamed")
    op.create_check_constraint(
        op.f("ck_document_changes_name_by_paper"),
        "document_changes",
        "num_nulls(new_name, paper) = CASE why WHEN 'misnamed' THEN 0 ELSE 2 END",
    )
    _suspended("effective_to >= effective_from - CASE scope WHEN 'item' THEN 1 ELSE 0 END")


def downgrade() -> None:
    """Take back: a correction of a name counts as one of a number that was mis-typed; what took a suspension back ends it a day later."""
    op.execute(sa.text("UPDATE item_suspensions SET effective_to = effective_from WHERE effective_to < effective_from"))
    _suspended("effective_to IS NULL OR effective_to >= effective_from")
    op.drop_constraint(op.f("ck_document_changes_name_by_paper"), "document_changes", type_="check")
    op.execute(sa.text("UPDATE document_changes SET why = 'mistyped' WHERE why = 'misnamed'"))
    _why("renewed", "mistyped")
    op.drop_column("document_changes", "paper")
    op.drop_column("document_changes", "new_name")
    op.drop_column("recognitions", "person_sealed")


def _suspended(in_order: str) -> None:
    op.drop_constraint(op.f("ck_item_suspensions_dates_in_order"), "item_suspensions", type_="check")
    op.create_check_constraint(op.f("ck_item_suspensions_dates_in_order"), "item_suspensions", in_order)


def _why(*known: str) -> None:
    op.drop_constraint(op.f("ck_document_changes_why"), "document_changes", type_="check")
    listed = ", ".join(f"'{one}'" for one in known)
    op.create_check_constraint(op.f("ck_document_changes_why"), "document_changes", f"why IN ({listed})")
