"""Security events: what was refused or given to somebody, counted by the minute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0040"
branch_labels = None
depends_on = None

KINDS = ("sign_in_refused", "access_refused", "evidence_given", "letter_given", "personal_data_given", "payloads_decoded")


def upgrade() -> None:
    """Apply."""
    listed = ", ".join(f"'{one}'" for one in KINDS)
    op.create_table(
        "security_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("reason", "subject", "network", "operation", "about")),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"kind IN ({listed})", name=op.f("ck_security_events_kind")),
        sa.CheckConstraint("times > 0", name=op.f("ck_security_events_happened")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
    )
    # It begins with the minute: by it what is kept no longer is found, and a period.
    op.create_index(
        "uq_security_events_minute",
        "security_events",
        ["minute", "kind", "reason", "subject", "network", "operation", "about"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    for column in ("kind", "subject", "about"):
        op.create_index(f"ix_security_events_{column}", "security_events", [column, "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("security_events")
