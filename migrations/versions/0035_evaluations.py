"""Evaluations, and since when a case stood in the stage that an event ended, so that a year's stays are read off its events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

STAGES = {
    "evaluation": ("draft", "reckoning", "asking", "reporting", "evaluating", "deciding", "published"),
    "outcome_report": ("draft", "reporting", "missing", "reported"),
}
OUTCOMES = ("policy_continued", "policy_revised", "policy_improved", "policy_abolished")
HOLDS = "event IN ('put_on_hold', 'suspension_found')"


def upgrade() -> None:
    """Apply."""
    _stays()
    for process, stages in STAGES.items():
        listed = ", ".join(f"'{one}'" for one in stages)
        op.create_check_constraint(op.f(f"ck_cases_{process}_stage"), "cases", f"process <> '{process}' OR stage IN ({listed})")
    _evaluations()
    _outcome_reports()


def _stays() -> None:
    """Say of each event since when its case had stood where it came from: since the event before that changed its stage."""
    op.add_column("audit_events", sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    # What is said stays as it is: this column alone is new, and follows from the others.
    op.execute("ALTER TABLE audit_events DISABLE TRIGGER append_only")
    op.execute(
        """
        UPDATE audit_events e SET since = coalesce(found.since, cases.created_at)
        FROM (
            SELECT id, max(occurred_at) FILTER (WHERE from_stage <> to_stage)
                OVER (PARTITION BY case_id ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS since
            FROM audit_events
        ) found, cases WHERE found.id = e.id AND cases.id = e.case_id
        """
    )
    op.execute("ALTER TABLE audit_events ENABLE TRIGGER append_only")
    op.create_index("ix_applications_submitted", "applications", ["submitted_at"], unique=False)
    op.create_index("ix_disbursements_paid", "disbursements", ["paid_at"], unique=False, postgresql_where=sa.text("state = 'paid'"))
    op.create_index("ix_audit_events_holds", "audit_events", ["case_id"], unique=False, postgresql_where=sa.text(HOLDS))


def _evaluations() -> None:
    outcomes = ", ".join(f"'{one}'" for one in OUTCOMES)
    op.create_table(
        "evaluations",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("interim", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reckoned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("asked_up_to", sa.Text(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("minutes_no", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"outcome IN ({outcomes})", name=op.f("ck_evaluations_outcome")),
        sa.CheckConstraint(
            "num_nulls(outcome, minutes_no, held_on, minutes, published_at) IN (0, 5)", name=op.f("ck_evaluations_decided_with_minutes")
        ),
        sa.CheckConstraint("(reckoned_at IS NULL) = (figures IS NULL)", name=op.f("ck_evaluations_reckoned_whole")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_evaluations_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sa.UniqueConstraint("clause", "year", "interim", name=op.f("uq_evaluations_clause_year_interim")),
    )


def _outcome_reports() -> None:
    op.create_table(
        "outcome_reports",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("evaluation_id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("awards", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_outcome_reports_id_cases")),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_outcome_reports_evaluation_id_evaluations")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_outcome_reports_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_reports")),
        sa.UniqueConstraint("evaluation_id", "enterprise_uscc", name=op.f("uq_outcome_reports_evaluation_id_enterprise_uscc")),
    )
    op.create_index("ix_outcome_reports_enterprise", "outcome_reports", ["enterprise_uscc", "id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("outcome_reports")
    op.drop_table("evaluations")
    for process in STAGES:
        op.drop_constraint(op.f(f"ck_cases_{process}_stage"), "cases", type_="check")
    op.drop_index("ix_audit_events_holds", "audit_events")
    op.drop_index("ix_disbursements_paid", "disbursements")
    op.drop_index("ix_applications_submitted", "applications")
    op.drop_column("audit_events", "since")
