"""How people are reached is kept veiled, as every personal number is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: what was kept in clear is gone, here and in the answers that were kept, and has to be entered again."""
    op.execute(sa.text("UPDATE people SET contact = NULL WHERE contact IS NOT NULL"))
    op.execute(sa.text("DELETE FROM idempotency_records WHERE scope LIKE '% POST /people/%'"))
    op.create_check_constraint(op.f("ck_people_contact_veiled"), "people", "contact ~ '^[*]{4}.*:.'")


def downgrade() -> None:
    """Take back: nobody could read what is kept veiled."""
    op.drop_constraint(op.f("ck_people_contact_veiled"), "people", type_="check")
    op.execute(sa.text("UPDATE people SET contact = NULL WHERE contact IS NOT NULL"))
