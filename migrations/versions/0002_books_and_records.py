"""Books that cannot be overdrawn, budget documents, records that cannot be changed, and the sequence of application numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_events", "ledger_transfers", "assessments", "verifications", "undertakings", "enterprise_facts", "enterprise_changes")


def upgrade() -> None:
    """Apply."""
    op.execute("CREATE SEQUENCE application_numbers")
    # The balance follows from the transfers and from nothing else. One row a statement, lowest kind first, so that two transfers
    # between the same accounts never wait for each other.
    op.execute(
        """
        CREATE FUNCTION book_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE account record;
        BEGIN
            FOR account IN
                SELECT kind FROM ledger_accounts
                WHERE appropriation_id = NEW.appropriation_id AND kind IN (NEW.debit, NEW.credit)
                ORDER BY kind FOR UPDATE
            LOOP
                UPDATE ledger_accounts
                SET balance_fen = balance_fen + CASE WHEN kind = NEW.credit THEN NEW.amount_fen ELSE -NEW.amount_fen END
                WHERE appropriation_id = NEW.appropriation_id AND kind = account.kind;
            END LOOP;
            IF (SELECT count(*) FROM ledger_accounts
                WHERE appropriation_id = NEW.appropriation_id AND kind IN (NEW.debit, NEW.credit)) <> 2 THEN
                RAISE EXCEPTION 'ledger_accounts of appropriation % are missing', NEW.appropriation_id;
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute("CREATE TRIGGER book_transfer AFTER INSERT ON ledger_transfers FOR EACH ROW EXECUTE FUNCTION book_transfer()")
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    _budget_documents()


def _budget_documents() -> None:
    op.create_table(
        "budget_documents",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("appropriation_id", sa.UUID(), nullable=False),
        sa.Column("reverses_id", sa.UUID(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("document_folded", sa.Text(), nullable=False),
        sa.Column("distinct_reason", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'proposed'"), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("refused_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_budget_documents_positive")),
        sa.CheckConstraint("document_folded <> ''", name=op.f("ck_budget_documents_numbered")),
        sa.CheckConstraint("state IN ('proposed', 'in_force', 'refused')", name=op.f("ck_budget_documents_state")),
        sa.CheckConstraint(
            "entered_by IS DISTINCT FROM confirmed_by AND entered_by IS DISTINCT FROM refused_by",
            name=op.f("ck_budget_documents_four_eyes"),
        ),
        sa.CheckConstraint(
            "(state = 'in_force') = (confirmed_by IS NOT NULL) AND (state = 'refused') = (refused_by IS NOT NULL)"
            " AND (state = 'proposed') = (decided_at IS NULL)",
            name=op.f("ck_budget_documents_decided_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["appropriation_id"], ["appropriations.id"], name=op.f("fk_budget_documents_appropriation_id_appropriations")
        ),
        sa.ForeignKeyConstraint(["reverses_id"], ["budget_documents.id"], name=op.f("fk_budget_documents_reverses_id_budget_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_documents")),
    )
    op.create_index(
        "uq_budget_documents_number",
        "budget_documents",
        ["appropriation_id", "document_folded"],
        unique=True,
        postgresql_where=sa.text("state <> 'refused'"),
    )
    op.create_index(
        "ix_budget_documents_reverses", "budget_documents", ["reverses_id"], postgresql_where=sa.text("reverses_id IS NOT NULL")
    )
    # Only the second person's decision may be added, once.
    op.execute(
        """
        CREATE FUNCTION refuse_all_but_decision() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE decided text[] := ARRAY['state', 'confirmed_by', 'refused_by', 'decided_at', 'reason'];
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.state = 'proposed' AND to_jsonb(OLD) - decided = to_jsonb(NEW) - decided THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '% is changed by its decision only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER decided_once BEFORE UPDATE OR DELETE ON budget_documents FOR EACH ROW EXECUTE FUNCTION refuse_all_but_decision()"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("budget_documents")
    op.execute("DROP FUNCTION refuse_all_but_decision()")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER never_truncated ON {table}")
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP TRIGGER book_transfer ON ledger_transfers")
    op.execute("DROP FUNCTION book_transfer()")
    op.execute("DROP SEQUENCE application_numbers")
