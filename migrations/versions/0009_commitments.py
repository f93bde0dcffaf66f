"""Commitments kept: their terms, what binds an enterprise, its filings, the yearly check, and breaches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STAGES = (
    "draft", "in_force", "hearing", "breach_review", "remedy", "remedy_check", "breach_decision", "breach_standing", "breach_reconsideration",
    "reclaiming", "breached", "fulfilled",
)  # fmt: skip
LISTED = ", ".join(f"'{stage}'" for stage in STAGES)
JSON = postgresql.JSONB(astext_type=sa.Text())
INSTANT = sa.DateTime(timezone=True)
TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    """Apply."""
    op.create_check_constraint(op.f("ck_cases_commitment_stage"), "cases", f"process <> 'commitment' OR stage IN ({LISTED})")
    _add_terms()
    op.create_table(
        "commitments",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_commitments_id_cases")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_commitments_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("enterprise_uscc", name=op.f("uq_commitments_enterprise_uscc")),
    )
    op.create_table(
        "collected_undertakings",
        sa.Column("undertaking_id", sa.UUID(), nullable=False),
        sa.Column("commitment_id", sa.UUID(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("collected_at", INSTANT, nullable=False),
        sa.CheckConstraint("cause IN ('served', 'released', 'broken', 'settled')", name=op.f("ck_collected_undertakings_cause")),
        sa.CheckConstraint("(ended_on IS NULL) = (cause IS NULL)", name=op.f("ck_collected_undertakings_ended_for_a_cause")),
        sa.ForeignKeyConstraint(
            ["undertaking_id"], ["undertakings.id"], name=op.f("fk_collected_undertakings_undertaking_id_undertakings")
        ),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_collected_undertakings_commitment_id_commitments")),
        sa.PrimaryKeyConstraint("undertaking_id", name=op.f("pk_bindings")),
    )
    op.create_index(
        "ix_collected_undertakings_commitment",
        "collected_undertakings",
        ["commitment_id"],
        unique=False,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    _add_filings()
    _add_checks()
    _add_breaches()


def _add_terms() -> None:
    """Give undertakings their terms; those signed before carry none."""
    op.add_column("undertakings", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("undertakings", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("undertakings", sa.Column("repay", sa.Text(), nullable=False, server_default=sa.text("'none'")))
    op.add_column("undertakings", sa.Column("terms", JSON, nullable=False, server_default=sa.text("'{}'")))
    op.execute("ALTER TABLE undertakings DISABLE TRIGGER append_only")
    op.execute("UPDATE undertakings SET starts_on = (signed_at AT TIME ZONE 'Asia/Shanghai')::date")
    op.execute("ALTER TABLE undertakings ENABLE TRIGGER append_only")
    for column, changes in {"starts_on": {"nullable": False}, "repay": {"server_default": None}, "terms": {"server_default": None}}.items():
        op.alter_column("undertakings", column, **changes)  # type: ignore[arg-type]
    op.create_check_constraint(op.f("ck_undertakings_repay"), "undertakings", "repay IN ('none', 'pro_rata', 'full')")
    op.create_check_constraint(op.f("ck_undertakings_ends_after_it_starts"), "undertakings", "ends_on >= starts_on")
    op.create_index("ix_undertakings_enterprise", "undertakings", ["enterprise_uscc"], unique=False)


def _add_filings() -> None:
    op.create_table(
        "filings",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("serial", sa.Integer(), server_default=sa.text("nextval('case_numbers')"), nullable=False),
        sa.Column("commitment_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("evidence", TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'received'"), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("supersedes", sa.UUID(), nullable=True),
        sa.Column("touched", TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("demands", JSON, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("clawbacks", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("took_effect_at", INSTANT, nullable=True),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("received_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("filed_at", INSTANT, nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('relocation', 'tax_registration', 'statistics', 'deregistration', 'change_of_control', 'other')",
            name=op.f("ck_filings_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'filed', 'correction', 'proposed', 'approved_without_repayment', 'approved_with_repayment', "
            "'overtaken', 'withdrawn', 'superseded')",
            name=op.f("ck_filings_state"),
        ),
        sa.CheckConstraint("(state = 'received') = (filed_at IS NULL)", name=op.f("ck_filings_filed_since")),
        sa.CheckConstraint(
            "(state IN ('received', 'filed', 'correction', 'proposed')) = (decided_at IS NULL)", name=op.f("ck_filings_decided_when_over")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved_without_repayment', 'approved_with_repayment')"
            " OR (proposed_by IS NOT NULL AND decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name=op.f("ck_filings_decided_by_two"),
        ),
        sa.CheckConstraint(
            "took_effect_at IS NULL OR state IN ('approved_without_repayment', 'approved_with_repayment')",
            name=op.f("ck_filings_takes_effect_when_decided"),
        ),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_filings_commitment_id_commitments")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_filings_enterprise_uscc_enterprises")),
        sa.ForeignKeyConstraint(["supersedes"], ["filings.id"], name=op.f("fk_filings_supersedes_filings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
        sa.UniqueConstraint("serial", name=op.f("uq_filings_serial")),
    )
    op.create_index("ix_filings_commitment", "filings", ["commitment_id", "id"], unique=False)
    op.create_index(
        "uq_filings_open",
        "filings",
        ["commitment_id", "kind"],
        unique=True,
        postgresql_where=sa.text(
            "kind <> 'other' AND (state IN ('filed', 'correction', 'proposed')"
            " OR state IN ('approved_without_repayment', 'approved_with_repayment') AND took_effect_at IS NULL)"
        ),
    )


def _add_checks() -> None:
    op.create_table(
        "commitment_checks",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("failures", TEXTS, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_commitment_checks_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_checks")),
        sa.UniqueConstraint("run", "enterprise_uscc", name=op.f("uq_commitment_checks_run_enterprise_uscc")),
    )
    op.create_index("ix_commitment_checks_enterprise", "commitment_checks", ["enterprise_uscc", "checked_at"], unique=False)
    op.create_index("ix_commitment_checks_year", "commitment_checks", ["year", "id"], unique=False)
    op.execute("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON commitment_checks FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER never_truncated BEFORE TRUNCATE ON commitment_checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def _add_breaches() -> None:
    op.create_table(
        "breaches",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("serial", sa.Integer(), server_default=sa.text("nextval('case_numbers')"), nullable=False),
        sa.Column("commitment_id", sa.UUID(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("check_id", sa.UUID(), nullable=True),
        sa.Column("filing_id", sa.UUID(), nullable=True),
        sa.Column("failures", TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("breach_on", sa.Date(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("touched", TEXTS, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("demands", JSON, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("clawbacks", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("closing_proposed_by", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.CheckConstraint("cause IN ('move_found', 'filed_late')", name=op.f("ck_breaches_cause")),
        sa.CheckConstraint("(cause = 'move_found') = (check_id IS NOT NULL)", name=op.f("ck_breaches_found_by_a_check")),
        sa.CheckConstraint("(cause = 'filed_late') = (filing_id IS NOT NULL)", name=op.f("ck_breaches_or_filed_late")),
        sa.CheckConstraint("outcome IN ('unfounded', 'remedied', 'dismissed', 'overturned', 'upheld')", name=op.f("ck_breaches_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name=op.f("ck_breaches_closed_with_an_outcome")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome = 'upheld'"
            " OR (closing_proposed_by IS NOT NULL AND closed_by IS NOT NULL AND closed_by <> closing_proposed_by)",
            name=op.f("ck_breaches_let_go_by_two"),
        ),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_breaches_commitment_id_commitments")),
        sa.ForeignKeyConstraint(["check_id"], ["commitment_checks.id"], name=op.f("fk_breaches_check_id_commitment_checks")),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_breaches_filing_id_filings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("serial", name=op.f("uq_breaches_serial")),
    )
    op.create_index(op.f("ix_breaches_commitment_id"), "breaches", ["commitment_id"], unique=False)
    op.create_index("uq_breaches_open", "breaches", ["commitment_id"], unique=True, postgresql_where=sa.text("closed_at IS NULL"))


def downgrade() -> None:
    """Take back."""
    for table in ("breaches", "commitment_checks", "filings", "collected_undertakings", "commitments"):
        op.drop_table(table)
    op.drop_index("ix_undertakings_enterprise", table_name="undertakings")
    op.drop_constraint(op.f("ck_undertakings_ends_after_it_starts"), "undertakings", type_="check")
    op.drop_constraint(op.f("ck_undertakings_repay"), "undertakings", type_="check")
    for column in ("terms", "repay", "ends_on", "starts_on"):
        op.drop_column("undertakings", column)
    op.drop_constraint(op.f("ck_cases_commitment_stage"), "cases", type_="check")
