"""People: the directory of who works here, lists of them, and what was changed in it and in the expert pool."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "people",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("grants", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("interests", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_to", sa.Date(), nullable=True),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_token", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(absent_from IS NULL) = (absent_to IS NULL) AND absent_from <= absent_to", name=op.f("ck_people_absent_for_some_time")
        ),
        sa.CheckConstraint(
            "deputy IS NULL OR (absent_from IS NOT NULL AND deputy <> subject)", name=op.f("ck_people_deputy_of_somebody_absent")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_people")),
    )
    op.create_index("ix_people_deputy", "people", ["deputy"], unique=False, postgresql_where=sa.text("deputy IS NOT NULL"))
    op.create_table(
        "people_imports",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("rows", postgresql.JSONB(), nullable=False),
        sa.Column("gives_grants", sa.Boolean(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken", sa.Boolean(), nullable=True),
        sa.CheckConstraint("decided_by <> imported_by OR NOT taken OR NOT gives_grants", name=op.f("ck_people_imports_taken_by_another")),
        sa.CheckConstraint("num_nulls(decided_by, decided_at, taken) IN (0, 3)", name=op.f("ck_people_imports_decided_by_somebody")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_imports")),
    )
    op.add_column("tasks", sa.Column("able", sa.Boolean(), nullable=True))
    op.create_table(
        "register_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("register IN ('people', 'experts')", name=op.f("ck_register_events_register")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_events")),
    )
    op.create_index("ix_register_events_subject", "register_events", ["register", "subject", "id"], unique=False)
    op.execute("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON register_events FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER never_truncated BEFORE TRUNCATE ON register_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back."""
    op.drop_table("register_events")
    op.drop_column("tasks", "able")
    op.drop_table("people_imports")
    op.drop_table("people")
