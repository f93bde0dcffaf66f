"""Clawbacks, re-decisions and debarments: what is added to or demanded back of an award, when it is due, what came in and how it is divided or paid back, and the accounts it is booked in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STAGES = (
    "draft", "proposed", "noticed", "objection", "instalments", "repayment", "arrears", "enforcement", "settled", "waived", "cancelled", "closed",
)  # fmt: skip
WITHIN = """
CREATE FUNCTION parts_within_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole bigint;
    divided bigint;
BEGIN
    -- Whoever divides the same receipt at once waits here, and then counts what the other has divided.
    SELECT amount_fen INTO whole FROM receipts WHERE id = NEW.receipt_id FOR NO KEY UPDATE;
    SELECT sum(amount_fen) INTO divided FROM receipt_parts WHERE receipt_id = NEW.receipt_id;
    IF divided > whole THEN
        RAISE EXCEPTION 'parts_within_receipt: % fen of % are divided', divided, whole USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
LISTED = ", ".join(f"'{stage}'" for stage in STAGES)
REDECISION_STAGES = (
    "'draft', 'reassessment', 'hearing', 'decision', 'proposal', 'execution', 'adjustment', 'demand', 'payment', 'supplemented',"
    " 'adjusted', 'reclaimed', 'relief', 'public_notice', 'objection', 'relieved', 'unchanged', 'refused', 'withdrawn', 'ended'"
)
DEBARMENT_STAGES = "'draft', 'proposal', 'hearing', 'decision', 'barred', 'not_barred', 'ended', 'restitution', 'lifted'"
REFUND_STAGES = "'draft', 'payment', 'refunded', 'cancelled'"
ACCOUNTS = "'source', 'available', 'pre_commitment', 'obligation', 'in_transit', 'expenditure'"
TRANSFERS = "'appropriation', 'reversal', 'pre_commitment', 'obligation', 'instruction', 'hold', 'expenditure', 'bank_return', 'release'"


def upgrade() -> None:
    """Apply."""
    op.create_check_constraint(op.f("ck_cases_clawback_stage"), "cases", f"process <> 'clawback' OR stage IN ({LISTED})")
    _kinds("ledger_accounts", f"{ACCOUNTS}, 'receivable', 'recovered', 'owed_back'")
    _kinds(
        "ledger_transfers",
        f"{TRANSFERS}, 'demand', 'recovery', 'write_off', 'late_interest', 'owed_back', 'refund', 'refunded', 'refund_returned', 'exchange'",
    )
    op.execute(
        "INSERT INTO ledger_accounts (appropriation_id, kind)"
        " SELECT appropriations.id, kinds.kind FROM appropriations, (VALUES ('receivable'), ('recovered'), ('owed_back')) AS kinds (kind)"
    )
    op.add_column("applications", sa.Column("recovered_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    _redecisions()
    op.create_check_constraint(
        op.f("ck_applications_recovered_within_paid"),
        "applications",
        "recovered_fen >= 0 AND recovered_fen <= paid_fen + supplement_paid_fen",
    )
    op.create_check_constraint(op.f("ck_cases_refund_stage"), "cases", f"process <> 'refund' OR stage IN ({REFUND_STAGES})")
    _clawbacks()
    _receipts()
    _repayments()
    _debarments()


def _redecisions() -> None:
    op.create_check_constraint(op.f("ck_cases_redecision_stage"), "cases", f"process <> 'redecision' OR stage IN ({REDECISION_STAGES})")
    for name in ("supplement_fen", "supplement_paid_fen"):
        op.add_column("applications", sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_check_constraint(
        op.f("ck_applications_supplement_paid_within_supplement"),
        "applications",
        "supplement_paid_fen >= 0 AND supplement_paid_fen <= supplement_fen",
    )
    op.create_table(
        "redecisions",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("papers", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_by_name", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reckoning", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("award_fen", sa.BigInteger(), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reconsidered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint("award_fen >= 0", name=op.f("ck_redecisions_award_not_negative")),
        sa.CheckConstraint("paid_fen >= 0 AND paid_fen <= coalesce(award_fen, 0)", name=op.f("ck_redecisions_paid_within_award")),
        sa.CheckConstraint(
            "outcome IN ('supplement', 'debt', 'increase', 'reduction', 'relief', 'nothing')", name=op.f("ck_redecisions_outcome")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_redecisions_application_id_applications")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_redecisions_enterprise_uscc_enterprises")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_redecisions_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redecisions")),
        sa.UniqueConstraint("request_key", name=op.f("uq_redecisions_request_key")),
    )
    op.create_index("ix_redecisions_application", "redecisions", ["application_id", "id"], unique=False)
    op.add_column("assessments", sa.Column("redecision_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_assessments_redecision_id_redecisions"), "assessments", "redecisions", ["redecision_id"], ["id"])


def _debarments() -> None:
    op.create_check_constraint(op.f("ck_cases_debarment_stage"), "cases", f"process <> 'debarment' OR stage IN ({DEBARMENT_STAGES})")
    op.create_table(
        "debarments",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("clawback_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("barred_on", sa.Date(), nullable=True),
        sa.CheckConstraint("barred_on IS NULL OR until > barred_on", name=op.f("ck_debarments_ends_after_it_begins")),
        sa.CheckConstraint("barred_on IS NULL OR told_at IS NOT NULL", name=op.f("ck_debarments_told_before_barred")),
        sa.ForeignKeyConstraint(["clawback_id"], ["clawbacks.id"], name=op.f("fk_debarments_clawback_id_clawbacks")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_debarments_enterprise_uscc_enterprises")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_debarments_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debarments")),
        sa.UniqueConstraint("clawback_id", name=op.f("uq_debarments_clawback_id")),
    )
    op.create_index("ix_debarments_enterprise", "debarments", ["enterprise_uscc", "id"], unique=False)


def _kinds(table: str, listed: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_kind"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind IN ({listed})")


def _clawbacks() -> None:
    op.create_table(
        "clawbacks",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reckoning", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("noted", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("late_rate", sa.Text(), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repayment_days", sa.Integer(), nullable=True),
        sa.Column("repaid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("late_fen_days", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("interest_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("interest_repaid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=True),
        sa.CheckConstraint("cause IN ('breach', 'upstream_recovery', 'error', 'fraud', 'correction')", name=op.f("ck_clawbacks_cause")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_clawbacks_positive")),
        sa.CheckConstraint("repaid_fen BETWEEN 0 AND amount_fen", name=op.f("ck_clawbacks_repaid_within_demand")),
        sa.CheckConstraint("(served_at IS NULL) = (repayment_days IS NULL)", name=op.f("ck_clawbacks_days_once_served")),
        sa.CheckConstraint("interest_repaid_fen BETWEEN 0 AND interest_fen", name=op.f("ck_clawbacks_interest_repaid_within_interest")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_clawbacks_application_id_applications")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_clawbacks_enterprise_uscc_enterprises")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_clawbacks_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clawbacks")),
        sa.UniqueConstraint("request_key", name=op.f("uq_clawbacks_request_key")),
    )
    op.create_index("ix_clawbacks_application", "clawbacks", ["application_id"], unique=False)
    op.create_index("ix_clawbacks_enterprise", "clawbacks", ["enterprise_uscc", "id"], unique=False)
    op.create_table(
        "clawback_instalments",
        sa.Column("clawback_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("repaid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_clawback_instalments_positive")),
        sa.CheckConstraint("repaid_fen BETWEEN 0 AND amount_fen", name=op.f("ck_clawback_instalments_repaid_within_amount")),
        sa.ForeignKeyConstraint(["clawback_id"], ["clawbacks.id"], name=op.f("fk_clawback_instalments_clawback_id_clawbacks")),
        sa.PrimaryKeyConstraint("clawback_id", "ordinal", name=op.f("pk_clawback_instalments")),
    )


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reference_folded", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("payer_uscc", sa.Text(), nullable=False),
        sa.Column("payer_name", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_receipts_positive")),
        sa.CheckConstraint("reference_folded <> ''", name=op.f("ck_receipts_referenced")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("reference_folded", name=op.f("uq_receipts_reference_folded")),
    )
    op.create_index("ix_receipts_received_on", "receipts", ["received_on"], unique=False)
    _refunds()
    op.create_table(
        "receipt_parts",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("receipt_id", sa.UUID(), nullable=False),
        sa.Column("clawback_id", sa.UUID(), nullable=True),
        sa.Column("refund_id", sa.UUID(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'allotted'"), nullable=False),
        sa.Column("principal_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("interest_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_receipt_parts_positive")),
        sa.CheckConstraint("state IN ('allotted', 'booked', 'owed_back', 'refunding', 'refunded')", name=op.f("ck_receipt_parts_state")),
        sa.CheckConstraint(
            "principal_fen + interest_fen = CASE WHEN state = 'booked' THEN amount_fen ELSE 0 END",
            name=op.f("ck_receipt_parts_booked_whole"),
        ),
        sa.CheckConstraint("principal_fen >= 0 AND interest_fen >= 0", name=op.f("ck_receipt_parts_not_negative")),
        sa.CheckConstraint("(state = 'booked') = (booked_at IS NOT NULL)", name=op.f("ck_receipt_parts_booked_at_some_time")),
        sa.CheckConstraint(
            "(state IN ('refunding', 'refunded')) = (refund_id IS NOT NULL)", name=op.f("ck_receipt_parts_paid_back_by_a_refund")
        ),
        sa.CheckConstraint("clawback_id IS NOT NULL OR refund_id IS NOT NULL", name=op.f("ck_receipt_parts_of_a_debt_or_a_refund")),
        sa.ForeignKeyConstraint(["clawback_id"], ["clawbacks.id"], name=op.f("fk_receipt_parts_clawback_id_clawbacks")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_receipt_parts_refund_id_refunds")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_receipt_parts_receipt_id_receipts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_parts")),
    )
    op.create_index("ix_receipt_parts_clawback", "receipt_parts", ["clawback_id", "id"], unique=False)
    op.create_index("ix_receipt_parts_refund", "receipt_parts", ["refund_id"], unique=False)
    op.create_index("ix_receipt_parts_receipt", "receipt_parts", ["receipt_id", "id"], unique=False)
    op.execute(WITHIN)
    op.execute(
        "CREATE TRIGGER parts_within_receipt AFTER INSERT OR UPDATE OF amount_fen ON receipt_parts"
        " FOR EACH ROW EXECUTE FUNCTION parts_within_receipt()"
    )


def _refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("receipt_id", sa.UUID(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("payer_uscc", sa.Text(), nullable=False),
        sa.Column("payer_name", sa.Text(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=True),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_refunds_positive")),
        sa.CheckConstraint("paid_fen IN (0, amount_fen)", name=op.f("ck_refunds_paid_whole")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_refunds_enterprise_uscc_enterprises")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_refunds_id_cases")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_refunds_receipt_id_receipts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("request_key", name=op.f("uq_refunds_request_key")),
    )
    op.create_index("ix_refunds_receipt", "refunds", ["receipt_id", "id"], unique=False)


def _repayments() -> None:
    op.create_table(
        "repayments",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("clawback_id", sa.UUID(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reference_folded", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("named", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'recorded'"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("receipt_id", sa.UUID(), nullable=True),
        sa.Column("payer_decisions", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_repayments_positive")),
        sa.CheckConstraint(
            "state IN ('recorded', 'confirmed', 'payer_questioned', 'booked', 'sent_back', 'refuted', 'payer_refused')",
            name=op.f("ck_repayments_state"),
        ),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> recorded_by", name=op.f("ck_repayments_four_eyes")),
        sa.CheckConstraint("state <> 'booked' OR receipt_id IS NOT NULL", name=op.f("ck_repayments_booked_from_a_receipt")),
        sa.CheckConstraint(
            "NOT jsonb_path_exists(payer_decisions, '$[*].by ? (@ == $recorder)', jsonb_build_object('recorder', recorded_by))",
            name=op.f("ck_repayments_payer_by_a_second_person"),
        ),
        sa.ForeignKeyConstraint(["clawback_id"], ["clawbacks.id"], name=op.f("fk_repayments_clawback_id_clawbacks")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_repayments_receipt_id_receipts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayments")),
    )
    op.create_index("ix_repayments_clawback", "repayments", ["clawback_id", "id"], unique=False)
    op.create_index(
        "uq_repayments_reference", "repayments", ["reference_folded"], unique=True,
        postgresql_where=sa.text("state NOT IN ('sent_back', 'refuted', 'payer_refused')"),
    )  # fmt: skip
    op.create_index(
        "uq_repayments_in_flight", "repayments", ["clawback_id"], unique=True,
        postgresql_where=sa.text("state IN ('recorded', 'confirmed', 'payer_questioned')"),
    )  # fmt: skip


def downgrade() -> None:
    """Take back. Clawbacks and their bookings have no place in the schema before: there may be none."""
    op.drop_table("debarments")
    op.drop_constraint(op.f("ck_cases_debarment_stage"), "cases", type_="check")
    op.drop_table("repayments")
    op.execute("DROP TRIGGER parts_within_receipt ON receipt_parts")
    op.execute("DROP FUNCTION parts_within_receipt()")
    op.drop_table("receipt_parts")
    op.drop_table("refunds")
    op.drop_table("receipts")
    op.drop_table("clawback_instalments")
    op.drop_table("clawbacks")
    op.drop_constraint(op.f("ck_applications_recovered_within_paid"), "applications", type_="check")
    op.drop_constraint(op.f("fk_assessments_redecision_id_redecisions"), "assessments", type_="foreignkey")
    op.drop_column("assessments", "redecision_id")
    op.drop_table("redecisions")
    op.drop_constraint(op.f("ck_applications_supplement_paid_within_supplement"), "applications", type_="check")
    for name in ("supplement_fen", "supplement_paid_fen"):
        op.drop_column("applications", name)
    op.drop_constraint(op.f("ck_cases_redecision_stage"), "cases", type_="check")
    op.drop_column("applications", "recovered_fen")
    op.execute("DELETE FROM ledger_accounts WHERE kind IN ('receivable', 'recovered', 'owed_back')")
    _kinds("ledger_transfers", TRANSFERS)
    _kinds("ledger_accounts", ACCOUNTS)
    op.drop_constraint(op.f("ck_cases_refund_stage"), "cases", type_="check")
    op.drop_constraint(op.f("ck_cases_clawback_stage"), "cases", type_="check")
