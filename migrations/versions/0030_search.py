"""Enterprises found by a part of their names, applications by a number, and the tasks of a department in the order in which they are due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# Trigrams see no Chinese where the database keeps to the C locale, so pairs of signs are kept.
BIGRAMS = """
CREATE FUNCTION bigrams(written text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT coalesce(array_agg(DISTINCT substr(written, n, 2)), '{}') FROM generate_series(1, length(written) - 1) AS n
$$
"""
CALLED = """
CREATE FUNCTION called(name text, former_names jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT lower(name || jsonb_path_query_array(former_names, '$[*].name')::text)
$$
"""


def upgrade() -> None:
    """Apply."""
    op.execute(sa.text(BIGRAMS))
    op.execute(sa.text(CALLED))
    names = sa.text("bigrams(called(name, former_names))")
    op.create_index("ix_enterprises_called", "enterprises", [names], postgresql_using="gin")
    op.create_index("ix_number_keys_whole", "number_keys", ["key"], postgresql_where=sa.text("whole"))
    op.create_index(
        "ix_tasks_open_due",
        "tasks",
        ["department", sa.text("coalesce(due_at, 'infinity'::timestamptz)"), "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_tasks_open_due", table_name="tasks")
    op.drop_index("ix_number_keys_whole", table_name="number_keys")
    op.drop_index("ix_enterprises_called", table_name="enterprises")
    op.execute(sa.text("DROP FUNCTION called(text, jsonb)"))
    op.execute(sa.text("DROP FUNCTION bigrams(text)"))
