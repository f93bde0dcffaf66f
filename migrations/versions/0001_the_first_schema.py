"""The first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "appropriations",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), server_default=sa.text("'*'"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appropriations")),
        sa.UniqueConstraint("department", "item_code", "year", name=op.f("uq_appropriations_department_item_code_year")),
    )
    op.create_table(
        "calendar_dates",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("notice_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('working', 'off')", name=op.f("ck_calendar_dates_kind")),
        sa.CheckConstraint("status IN ('official', 'provisional')", name=op.f("ck_calendar_dates_status")),
        sa.PrimaryKeyConstraint("day", "notice_year", name=op.f("pk_calendar_dates")),
    )
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "enterprises",
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'unconfirmed'"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("former_names", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("questioned", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'unconfirmed') = (confirmed_at IS NULL)", name=op.f("ck_enterprises_confirmed_whole")),
        sa.CheckConstraint("status IN ('unconfirmed', 'active', 'deregistered', 'revoked')", name=op.f("ck_enterprises_status")),
        sa.CheckConstraint("kind IN ('enterprise', 'university_or_institute', 'person')", name=op.f("ck_enterprises_kind")),
        sa.CheckConstraint("uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'", name=op.f("ck_enterprises_uscc_shape")),
        sa.PrimaryKeyConstraint("uscc", name=op.f("pk_enterprises")),
    )
    op.create_table(
        "experts",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("employer_uscc", sa.Text(), nullable=True),
        sa.Column("departments", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_experts")),
    )
    op.create_table(
        "idempotency_records",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status IS NULL) = (answered_at IS NULL)", name=op.f("ck_idempotency_records_answered_whole")),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_records")),
    )
    op.create_table(
        "implementing_rules",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("superior", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name=op.f("ck_implementing_rules_four_eyes")),
        sa.CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name=op.f("ck_implementing_rules_dates_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_implementing_rules")),
    )
    op.create_index("ix_implementing_rules_item", "implementing_rules", ["item_code", "effective_from"], unique=False)
    op.create_table(
        "applications",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), server_default=sa.text("'draft'"), nullable=False),
        sa.Column("stage_entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("claims", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("provenance", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("matter_date", sa.Date(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("cap_key", sa.Text(), nullable=True),
        sa.Column("programme_year", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("reconsidered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("wakes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clocks", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("award_fen", sa.BigInteger(), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(stage IN ('draft', 'discarded')) OR submitted_at IS NOT NULL", name=op.f("ck_applications_submitted_before_handled")
        ),
        sa.CheckConstraint(
            "stage IN ('draft', 'acceptance', 'correction', 'verification', 'review', 'assessment', 'committee', 'decision', 'budget_wait', 'public_notice', 'objection', 'obligation', 'payment', 'in_force', 'refused', 'reconsideration', 'rejected', 'lapsed', 'withdrawn', 'discarded')",
            name=op.f("ck_applications_stage"),
        ),
        sa.CheckConstraint("award_fen >= 0", name=op.f("ck_applications_award_not_negative")),
        sa.CheckConstraint("paid_fen >= 0 AND paid_fen <= coalesce(award_fen, 0)", name=op.f("ck_applications_paid_within_award")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_applications_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("number", name=op.f("uq_applications_number")),
    )
    op.create_index(op.f("ix_applications_cap_key"), "applications", ["cap_key"], unique=False)
    op.create_index("ix_applications_department_stage", "applications", ["department", "stage", "id"], unique=False)
    op.create_index("ix_applications_enterprise", "applications", ["enterprise_uscc", "id"], unique=False)
    op.create_index("ix_applications_subject", "applications", ["item_code", "subject"], unique=False)
    op.create_table(
        "enterprise_changes",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_enterprise_changes_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_changes")),
    )
    op.create_index("ix_enterprise_changes_enterprise", "enterprise_changes", ["uscc", "id"], unique=False)
    op.create_table(
        "enterprise_facts",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["uscc"], ["enterprises.uscc"], name=op.f("fk_enterprise_facts_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_facts")),
    )
    op.create_index("ix_enterprise_facts_lookup", "enterprise_facts", ["uscc", "name", "effective_on"], unique=False)
    op.create_table(
        "ledger_accounts",
        sa.Column("appropriation_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("balance_fen >= 0 OR kind = 'source'", name=op.f("ck_ledger_accounts_never_negative")),
        sa.CheckConstraint(
            "kind IN ('source', 'available', 'pre_commitment', 'obligation', 'in_transit', 'expenditure')",
            name=op.f("ck_ledger_accounts_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["appropriation_id"], ["appropriations.id"], name=op.f("fk_ledger_accounts_appropriation_id_appropriations")
        ),
        sa.PrimaryKeyConstraint("appropriation_id", "kind", name=op.f("pk_ledger_accounts")),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("clause_hash", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rules_hash", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("provenance", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("award_fen", sa.BigInteger(), nullable=True),
        sa.Column("capped", sa.Boolean(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tree", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(outcome = 'award') = (coalesce(award_fen, 0) > 0)", name=op.f("ck_assessments_award_has_amount")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_assessments_application_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_application_id"), "assessments", ["application_id"], unique=False)
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("from_stage", sa.Text(), nullable=False),
        sa.Column("to_stage", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attestation", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_audit_events_application_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("application_id", "sequence", name=op.f("uq_audit_events_application_id_sequence")),
        sa.UniqueConstraint("key", name=op.f("uq_audit_events_key")),
    )
    op.create_table(
        "undertakings",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_undertakings_application_id_applications")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_undertakings_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertakings")),
        sa.UniqueConstraint("application_id", name=op.f("uq_undertakings_application_id")),
    )
    op.create_table(
        "disbursements",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("account", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'prepared'"), nullable=False),
        sa.Column("payee_checked_by", sa.Text(), nullable=True),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.Column("released_digest", sa.Text(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("instructed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("bank_reference", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('prepared', 'reserved', 'held', 'instructed', 'mismatched', 'paid', 'returned', 'account_refused', 'given_up')",
            name=op.f("ck_disbursements_state"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_disbursements_positive")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_disbursements_application_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disbursements")),
        sa.UniqueConstraint("number", name=op.f("uq_disbursements_number")),
    )
    op.create_index(
        "uq_disbursements_live",
        "disbursements",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('returned', 'account_refused', 'given_up')"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("evidence_code", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_documents_sha256_shape")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_documents_not_empty")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_documents_application_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index("ix_documents_application", "documents", ["application_id", "id"], unique=False)
    op.create_table(
        "ledger_transfers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("appropriation_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("debit", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('appropriation', 'reversal', 'pre_commitment', 'obligation', 'instruction', 'hold', 'expenditure', 'bank_return', 'release')",
            name=op.f("ck_ledger_transfers_kind"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_ledger_transfers_positive")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_transfers_two_accounts")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_ledger_transfers_application_id_applications")),
        sa.ForeignKeyConstraint(
            ["appropriation_id"], ["appropriations.id"], name=op.f("fk_ledger_transfers_appropriation_id_appropriations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transfers")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_transfers_key")),
    )
    op.create_index(op.f("ix_ledger_transfers_application_id"), "ledger_transfers", ["application_id"], unique=False)
    op.create_index(op.f("ix_ledger_transfers_appropriation_id"), "ledger_transfers", ["appropriation_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_messages_application_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_application_id"), "messages", ["application_id"], unique=False)
    op.create_index("ix_messages_department", "messages", ["department", "role", "id"], unique=False)
    op.create_index("ix_messages_enterprise", "messages", ["enterprise_uscc", "id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("enterprise_name", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("until_provisional", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("state IN ('open', 'suspended', 'cleared', 'overturned')", name=op.f("ck_notices_state")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_notices_application_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_application_id"), "notices", ["application_id"], unique=False)
    op.create_index("ix_notices_state", "notices", ["state", "id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("excluded", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("about", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("asked", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_provisional", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("completed_by", sa.Text(), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_tasks_closed_has_outcome")),
        sa.CheckConstraint("completed_by IS NULL OR closed_at IS NOT NULL", name=op.f("ck_tasks_completed_is_closed")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_tasks_application_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_application", "tasks", ["application_id", "id"], unique=False)
    op.create_index("ix_tasks_open", "tasks", ["role", "department", "id"], unique=False, postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index("ix_tasks_open_assignee", "tasks", ["assignee", "id"], unique=False, postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index(
        "ix_tasks_open_enterprise", "tasks", ["enterprise_uscc", "id"], unique=False, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_table(
        "verifications",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("applicant", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("failures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_verifications_application_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index(op.f("ix_verifications_application_id"), "verifications", ["application_id"], unique=False)
    op.create_table(
        "objections",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("notice_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("objector", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state IN ('received', 'filed', 'dismissed', 'upheld')", name=op.f("ck_objections_state")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_objections_application_id_applications")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_objections_notice_id_notices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_application_id"), "objections", ["application_id"], unique=False)
    op.create_index(op.f("ix_objections_notice_id"), "objections", ["notice_id"], unique=False)
    op.create_index("uq_objections_objector", "objections", ["notice_id", "objector"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_index("uq_objections_objector", table_name="objections")
    op.drop_index(op.f("ix_objections_notice_id"), table_name="objections")
    op.drop_index(op.f("ix_objections_application_id"), table_name="objections")
    op.drop_table("objections")
    op.drop_index(op.f("ix_verifications_application_id"), table_name="verifications")
    op.drop_table("verifications")
    op.drop_index("ix_tasks_open_enterprise", table_name="tasks", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_index("ix_tasks_open_assignee", table_name="tasks", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_index("ix_tasks_open", table_name="tasks", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_index("ix_tasks_application", table_name="tasks")
    op.drop_table("tasks")
    op.drop_index("ix_notices_state", table_name="notices")
    op.drop_index(op.f("ix_notices_application_id"), table_name="notices")
    op.drop_table("notices")
    op.drop_index("ix_messages_enterprise", table_name="messages")
    op.drop_index("ix_messages_department", table_name="messages")
    op.drop_index(op.f("ix_messages_application_id"), table_name="messages")
    op.drop_table("messages")
    op.drop_index(op.f("ix_ledger_transfers_appropriation_id"), table_name="ledger_transfers")
    op.drop_index(op.f("ix_ledger_transfers_application_id"), table_name="ledger_transfers")
    op.drop_table("ledger_transfers")
    op.drop_index("ix_documents_application", table_name="documents")
    op.drop_table("documents")
    op.drop_index(
        "uq_disbursements_live",
        table_name="disbursements",
        postgresql_where=sa.text("state NOT IN ('returned', 'account_refused', 'given_up')"),
    )
    op.drop_table("disbursements")
    op.drop_table("undertakings")
    op.drop_table("audit_events")
    op.drop_index(op.f("ix_assessments_application_id"), table_name="assessments")
    op.drop_table("assessments")
    op.drop_table("ledger_accounts")
    op.drop_index("ix_enterprise_facts_lookup", table_name="enterprise_facts")
    op.drop_table("enterprise_facts")
    op.drop_index("ix_enterprise_changes_enterprise", table_name="enterprise_changes")
    op.drop_table("enterprise_changes")
    op.drop_index("ix_applications_subject", table_name="applications")
    op.drop_index("ix_applications_enterprise", table_name="applications")
    op.drop_index("ix_applications_department_stage", table_name="applications")
    op.drop_index(op.f("ix_applications_cap_key"), table_name="applications")
    op.drop_table("applications")
    op.drop_index("ix_implementing_rules_item", table_name="implementing_rules")
    op.drop_table("implementing_rules")
    op.drop_table("idempotency_records")
    op.drop_table("experts")
    op.drop_table("enterprises")
    op.drop_table("calendar_years")
    op.drop_table("calendar_dates")
    op.drop_table("appropriations")
