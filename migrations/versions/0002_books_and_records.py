"""Books that cannot be overdrawn, records that cannot be changed, and the sequence of application numbers."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_events", "ledger_transfers", "assessments", "verifications", "undertakings", "enterprise_facts")


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


def downgrade() -> None:
    """Take back."""
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER never_truncated ON {table}")
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP TRIGGER book_transfer ON ledger_transfers")
    op.execute("DROP FUNCTION book_transfer()")
    op.execute("DROP SEQUENCE application_numbers")
