"""A person whom a list names is registered with its confirmation, and a name that was entered wrong is corrected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0043"
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


def downgrade() -> None:
    """Take back: a correction of a name counts as one of a number that was mis-typed."""
    op.drop_constraint(op.f("ck_document_changes_name_by_paper"), "document_changes", type_="check")
    op.execute(sa.text("UPDATE document_changes SET why = 'mistyped' WHERE why = 'misnamed'"))
    _why("renewed", "mistyped")
    op.drop_column("document_changes", "paper")
    op.drop_column("document_changes", "new_name")
    op.drop_column("recognitions", "person_sealed")


def _why(*known: str) -> None:
    op.drop_constraint(op.f("ck_document_changes_why"), "document_changes", type_="check")
    listed = ", ".join(f"'{one}'" for one in known)
    op.create_check_constraint(op.f("ck_document_changes_why"), "document_changes", f"why IN ({listed})")
