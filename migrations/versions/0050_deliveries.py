"""Messages go out: how each person wants to hear of theirs, and what is sent to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0048"
branch_labels = None
depends_on = None

CHANNELS = ("email", "sms")
STATES = ("waiting", "delivered", "dead")


def upgrade() -> None:
    """Apply: of what was told before nobody hears anew."""
    op.add_column("messages", sa.Column("reminder", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("messages", sa.Column("outgoing", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.alter_column("messages", "outgoing", server_default=sa.text("true"))
    op.create_index("ix_messages_outgoing", "messages", ["id"], postgresql_where=sa.text("outgoing"))
    op.create_table(
        "preferences",
        sa.Column("subject", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("enterprise", "email", "phone")),
        sa.Column("channels", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("digest", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("'zh'"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("email ~ '^[*]{4}.*:.'", name=op.f("ck_preferences_email_veiled")),
        sa.CheckConstraint("phone ~ '^[*]{4}.*:.'", name=op.f("ck_preferences_phone_veiled")),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_preferences_language")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_preferences")),
    )
    op.create_index("ix_preferences_enterprise", "preferences", ["enterprise"], postgresql_where=sa.text("enterprise IS NOT NULL"))
    op.create_table(
        "deliveries",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_id", sa.UUID(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_one_of("channel", CHANNELS), name=op.f("ck_deliveries_channel")),
        sa.CheckConstraint(_one_of("state", STATES), name=op.f("ck_deliveries_state")),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_deliveries_ended")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_deliveries_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["next_at"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_index("ix_deliveries_state", "deliveries", ["state", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("deliveries")
    op.drop_table("preferences")
    op.drop_index("ix_messages_outgoing", table_name="messages")
    op.drop_column("messages", "outgoing")
    op.drop_column("messages", "reminder")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"
