"""Runs over everybody of a year, their members, and the targets officers set."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STAGES = ("draft", "collecting", "assessing", "release", "offering", "open", "closed", "previewed", "abandoned")
LISTED = ", ".join(f"'{stage}'" for stage in STAGES)


def upgrade() -> None:
    """Apply."""
    op.create_check_constraint(op.f("ck_cases_annual_run_stage"), "cases", f"process <> 'annual_run' OR stage IN ({LISTED})")
    op.create_table(
        "annual_runs",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("cut_off", sa.Date(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("rules_hash", sa.Text(), nullable=True),
        sa.Column("target_batches", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("collected_to", sa.Text(), nullable=True),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assessed_to", sa.Text(), nullable=True),
        sa.Column("offered_to", sa.Text(), nullable=True),
        sa.Column("release", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("population", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("assessed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("offered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("offered_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_annual_runs_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_runs")),
    )
    op.create_index("ix_annual_runs_year", "annual_runs", ["year"], unique=False)
    op.create_table(
        "annual_run_members",
        sa.Column("run_id", sa.UUID(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("registered_in_area", sa.Boolean(), nullable=False),
        sa.Column("taxed_in_area", sa.Boolean(), nullable=False),
        sa.Column("statistics_in_area", sa.Boolean(), nullable=False),
        sa.Column("records", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("on_key_list", sa.Boolean(), nullable=False),
        sa.Column("little_giant", sa.Boolean(), nullable=False),
        sa.Column("first_time_included", sa.Boolean(), nullable=False),
        sa.Column("rd_expense_fen", sa.BigInteger(), nullable=False),
        sa.Column("prior_rd_expense_fen", sa.BigInteger(), nullable=True),
        sa.Column("target_fen", sa.BigInteger(), nullable=True),
        sa.Column("retained_contribution_fen", sa.BigInteger(), nullable=False),
        sa.Column("already_paid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cap_used_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("award_fen", sa.BigInteger(), nullable=True),
        sa.Column("capped", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("failed", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=True),
        sa.Column("released_in", sa.Integer(), nullable=True),
        sa.Column("reassessed_by", sa.Text(), nullable=True),
        sa.Column("reassessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('award', 'reject', 'needs_parameter', 'refer', 'incomplete', 'under_way')",
            name=op.f("ck_annual_run_members_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome = 'award') = (award_fen IS NOT NULL AND award_fen > 0)", name=op.f("ck_annual_run_members_award_has_amount")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_annual_run_members_application_id_applications")),
        sa.ForeignKeyConstraint(["run_id"], ["annual_runs.id"], name=op.f("fk_annual_run_members_run_id_annual_runs")),
        sa.PrimaryKeyConstraint("run_id", "uscc", name=op.f("pk_annual_run_members")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "ix_annual_run_members_outcome",
        "annual_run_members",
        ["run_id", "outcome", "uscc"],
        unique=False,
        postgresql_where=sa.text("outcome <> 'reject'"),
    )
    op.create_index(
        "ix_annual_run_members_application",
        "annual_run_members",
        ["application_id"],
        unique=False,
        postgresql_where=sa.text("application_id IS NOT NULL"),
    )
    op.create_table(
        "target_batches",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("revokes", sa.UUID(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.Text(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name=op.f("ck_target_batches_four_eyes")),
        sa.CheckConstraint("approved_by IS NULL OR refused_by IS NULL", name=op.f("ck_target_batches_decided_once")),
        sa.CheckConstraint(
            "num_nulls(refused_by, refused_at, refusal_reason) IN (0, 3)", name=op.f("ck_target_batches_refused_with_a_reason")
        ),
        sa.CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name=op.f("ck_target_batches_approved_by_somebody")),
        sa.CheckConstraint("revokes IS NULL OR size = 0", name=op.f("ck_target_batches_revocation_sets_nothing")),
        sa.ForeignKeyConstraint(["revokes"], ["target_batches.id"], name=op.f("fk_target_batches_revokes_target_batches")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_batches")),
    )
    op.create_index("ix_target_batches_item", "target_batches", ["item_code", "year"], unique=False)
    op.create_table(
        "targets",
        sa.Column("batch_id", sa.UUID(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("target_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("target_fen >= 0", name=op.f("ck_targets_not_negative")),
        sa.ForeignKeyConstraint(["batch_id"], ["target_batches.id"], name=op.f("fk_targets_batch_id_target_batches")),
        sa.PrimaryKeyConstraint("batch_id", "uscc", name=op.f("pk_targets")),
    )
    op.create_index("ix_targets_uscc", "targets", ["uscc"], unique=False)
    op.execute(
        "CREATE TRIGGER decided_once BEFORE UPDATE OR DELETE ON target_batches FOR EACH ROW EXECUTE FUNCTION refuse_all_but_approval_or_refusal()"
    )
    op.execute("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON targets FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER never_truncated BEFORE TRUNCATE ON targets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """Take back. There may be no runs: their cases have no place in the schema before."""
    op.drop_table("targets")
    op.drop_table("target_batches")
    op.drop_table("annual_run_members")
    op.drop_table("annual_runs")
    op.drop_constraint(op.f("ck_cases_annual_run_stage"), "cases", type_="check")
