"""Whose the claim of an Idempotency-Key is, so that nobody waits for a process that has died; what checks of cases found, for operators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

PENDING = ("rule", "suspension", "targets", "budget_document", "difference", "people_import", "recognition_import", "expert")
FINDINGS = ("gone", "surplus", "schedule", "differing")


def upgrade() -> None:
    """Apply."""
    op.add_column("idempotency_records", sa.Column("owner", sa.BigInteger(), nullable=True))
    _kinds((*PENDING, "finding"))
    op.create_table(
        "case_check_findings",
        sa.Column("id", postgresql.UUID(as_uuid=True), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("found", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f"kind IN ({_listed(FINDINGS)})", name=op.f("ck_case_check_findings_kind")),
        sa.CheckConstraint("(state = 'open') = (resolved_at IS NULL)", name=op.f("ck_case_check_findings_resolved_at_some_time")),
        sa.CheckConstraint("(resolved_by IS NULL) = (resolved_at IS NULL)", name=op.f("ck_case_check_findings_resolved_by_somebody")),
        sa.CheckConstraint("state IN ('open', 'resolved')", name=op.f("ck_case_check_findings_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_check_findings")),
    )
    op.create_index("uq_case_check_findings_open", "case_check_findings", ["kind"], unique=True, postgresql_where=sa.text("state = 'open'"))


def downgrade() -> None:
    """Take back."""
    op.drop_table("case_check_findings")
    op.execute("UPDATE pending_matters SET kind = 'difference' WHERE kind = 'finding'")
    _kinds(PENDING)
    op.drop_column("idempotency_records", "owner")


def _kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_pending_matters_kind"), "pending_matters", type_="check")
    op.create_check_constraint(op.f("ck_pending_matters_kind"), "pending_matters", f"kind IN ({_listed(kinds)})")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
