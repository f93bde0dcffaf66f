"""Webhooks: where the systems of enterprises and departments hear that there is a message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "webhooks",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("enterprise", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("former_secret", sa.LargeBinary(), nullable=True),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(enterprise, department) = 1", name=op.f("ck_webhooks_of_one")),
        sa.CheckConstraint("(former_secret IS NULL) = (rotated_at IS NULL)", name=op.f("ck_webhooks_rotated")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    for owner in ("enterprise", "department"):
        op.create_index(f"ix_webhooks_{owner}", "webhooks", [owner])
    op.add_column("deliveries", sa.Column("webhook_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_deliveries_webhook_id_webhooks"), "deliveries", "webhooks", ["webhook_id"], ["id"], ondelete="CASCADE")
    op.create_index("ix_deliveries_webhook", "deliveries", ["webhook_id", "id"], postgresql_where=sa.text("webhook_id IS NOT NULL"))
    _channels("email", "sms", "webhook")


def downgrade() -> None:
    """Take back."""
    op.execute(sa.text("DELETE FROM deliveries WHERE channel = 'webhook'"))
    _channels("email", "sms")
    op.drop_index("ix_deliveries_webhook", table_name="deliveries")
    op.drop_constraint(op.f("fk_deliveries_webhook_id_webhooks"), "deliveries", type_="foreignkey")
    op.drop_column("deliveries", "webhook_id")
    op.drop_table("webhooks")


def _channels(*channels: str) -> None:
    op.drop_constraint(op.f("ck_deliveries_channel"), "deliveries", type_="check")
    listed = ", ".join(f"'{one}'" for one in channels)
    op.create_check_constraint(op.f("ck_deliveries_channel"), "deliveries", f"channel IN ({listed})")
