"""Lists sorted by amount and age, and found by a part of a number or name, whatever its width and brackets; mailboxes are proved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0064"
branch_labels = None
depends_on = None

# What a keyboard has and what a form prints are one: width, case, spaces and the kind of a bracket say nothing. An index is made without a
# path to search, so that no function of it calls another of ours.
FOLD = "translate(lower(normalize({written}, NFKC)), '[{{〔【〈《<]}}〕】〉》> ', '((((((()))))))')"
FUNCTION = "FUNCTION {its} RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT {folded} $$"
FOLDED = "CREATE " + FUNCTION.format(its="folded(written text)", folded=FOLD.format(written="written"))
CALLED = "CREATE OR REPLACE " + FUNCTION.replace("{its}", "called(name text, former_names jsonb)")
NAMES = "name || jsonb_path_query_array(former_names, '$[*].name')::text"
INDEXES: dict[str, tuple[str, list[str | sa.TextClause]]] = {
    "ix_disbursements_case": ("disbursements", ["case_id"]),
    "ix_disbursements_state": ("disbursements", ["state", "id"]),
    "ix_disbursements_amount": ("disbursements", ["amount_fen", "id"]),
    "ix_disbursements_instructed": ("disbursements", ["instructed_at"]),
    "ix_notices_item": ("notices", ["item_code", "id"]),
    "ix_notices_published": ("notices", ["published_at"]),
    "ix_enterprises_created": ("enterprises", ["created_at", "uscc"]),
    "ix_cases_number_reversed": ("cases", [sa.text("reverse(number)")]),
}


def _name_anew(folded: str) -> None:
    op.drop_index("ix_enterprises_called", table_name="enterprises")
    op.execute(sa.text(CALLED.format(folded=folded)))
    op.create_index("ix_enterprises_called", "enterprises", [sa.text("bigrams(called(name, former_names))")], postgresql_using="gin")


def upgrade() -> None:
    """Apply."""
    op.execute(sa.text(FOLDED))
    _name_anew(FOLD.format(written=NAMES))
    # Nobody had to prove that a mailbox was theirs: whoever named one proves it now, or is reached as the directory has it.
    op.execute("UPDATE preferences SET email = NULL")
    op.create_index("ix_notices_called", "notices", [sa.text("bigrams(folded(enterprise_name))")], postgresql_using="gin")
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take back."""
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
    op.drop_index("ix_notices_called", table_name="notices")
    _name_anew(f"lower({NAMES})")
    op.execute(sa.text("DROP FUNCTION folded(text)"))
