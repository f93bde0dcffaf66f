"""Security events: a list that is taken whole, with how many rows it had, and an act that nobody vouches for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

OLD_KINDS = ("sign_in_refused", "access_refused", "evidence_given", "letter_given", "personal_data_given", "payloads_decoded")


def upgrade() -> None:
    """Apply."""
    _kinds((*OLD_KINDS, "list_exported", "act_unvouched"))
    op.add_column("security_events", sa.Column("rows", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM security_events WHERE kind IN ('list_exported', 'act_unvouched')")
    op.drop_column("security_events", "rows")
    _kinds(OLD_KINDS)


def _kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_security_events_kind"), "security_events", type_="check")
    listed = ", ".join(f"'{one}'" for one in kinds)
    op.create_check_constraint(op.f("ck_security_events_kind"), "security_events", f"kind IN ({listed})")
