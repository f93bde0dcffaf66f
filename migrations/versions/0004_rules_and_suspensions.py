"""Implementing rules and suspensions of items: entered by one officer, approved or refused by another, and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DECIDED_ONCE = ("implementing_rules", "item_suspensions")


def upgrade() -> None:
    """Apply."""
    op.add_column("implementing_rules", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_implementing_rules_approved_by_somebody"), "implementing_rules", "approved_at IS NULL OR approved_by IS NOT NULL"
    )
    op.add_column("implementing_rules", sa.Column("refused_by", sa.Text(), nullable=True))
    op.add_column("implementing_rules", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("implementing_rules", sa.Column("refusal_reason", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_implementing_rules_decided_once"), "implementing_rules", "approved_by IS NULL OR refused_by IS NULL"
    )
    op.create_check_constraint(
        op.f("ck_implementing_rules_refused_with_a_reason"),
        "implementing_rules",
        "num_nulls(refused_by, refused_at, refusal_reason) IN (0, 3)",
    )
    op.create_table(
        "item_suspensions",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), server_default=sa.text("'item'"), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("reason_zh", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.Text(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("scope IN ('item', 'matters')", name=op.f("ck_item_suspensions_scope")),
        sa.CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name=op.f("ck_item_suspensions_dates_in_order")),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name=op.f("ck_item_suspensions_four_eyes")),
        sa.CheckConstraint("approved_by IS NULL OR refused_by IS NULL", name=op.f("ck_item_suspensions_decided_once")),
        sa.CheckConstraint(
            "num_nulls(refused_by, refused_at, refusal_reason) IN (0, 3)", name=op.f("ck_item_suspensions_refused_with_a_reason")
        ),
        sa.CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name=op.f("ck_item_suspensions_approved_by_somebody")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_suspensions")),
    )
    op.create_index("ix_item_suspensions_item", "item_suspensions", ["item_code", "effective_from"], unique=False)
    # Only the approval or the refusal may be added, once.
    op.execute(
        """
        CREATE FUNCTION refuse_all_but_approval_or_refusal() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE decision text[] := ARRAY['approved_by', 'approved_at', 'refused_by', 'refused_at', 'refusal_reason'];
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.approved_by IS NULL AND OLD.refused_by IS NULL
                AND (NEW.approved_by IS NOT NULL OR NEW.refused_by IS NOT NULL) AND to_jsonb(OLD) - decision = to_jsonb(NEW) - decision THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '% is changed by its approval or refusal only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in DECIDED_ONCE:
        op.execute(
            f"CREATE TRIGGER decided_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_all_but_approval_or_refusal()"
        )


def downgrade() -> None:
    """Take back."""
    for table in DECIDED_ONCE:
        op.execute(f"DROP TRIGGER decided_once ON {table}")
    op.execute("DROP FUNCTION refuse_all_but_approval_or_refusal()")
    op.drop_index("ix_item_suspensions_item", table_name="item_suspensions")
    op.drop_table("item_suspensions")
    op.drop_constraint(op.f("ck_implementing_rules_refused_with_a_reason"), "implementing_rules", type_="check")
    op.drop_constraint(op.f("ck_implementing_rules_decided_once"), "implementing_rules", type_="check")
    for column in ("refusal_reason", "refused_at", "refused_by"):
        op.drop_column("implementing_rules", column)
    op.drop_constraint(op.f("ck_implementing_rules_approved_by_somebody"), "implementing_rules", type_="check")
    op.drop_column("implementing_rules", "approved_at")
