"""Calls for solutions, the post-grant projects that answer them, and the lists by which a ceiling for everybody is shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STAGES = {
    "allocation": ("draft", "approval", "settling", "decided", "returned"),
    "call": (
        "draft", "approval", "revision", "open", "evaluation", "selection", "decided", "unanswered", "refused", "cancelled",
    ),
    "post_grant": (
        "draft", "acceptance", "correction", "verification", "review", "selection", "task_book", "delivery", "final_acceptance", "audit", "award",
        "completed", "refused", "reconsideration", "rejected", "failed", "failure_review", "terminated", "not_selected", "call_cancelled", "lapsed",
        "discarded", "withdrawn",
    ),
}  # fmt: skip


def _jsonb(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[object]:
    server_default = sa.text(default) if default else None
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=nullable, server_default=server_default)


def upgrade() -> None:
    """Apply."""
    for process, stages in STAGES.items():
        listed = ", ".join(f"'{stage}'" for stage in stages)
        op.create_check_constraint(op.f(f"ck_cases_{process}_stage"), "cases", f"process <> '{process}' OR stage IN ({listed})")
    op.create_table(
        "calls",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        _jsonb("challenges"),
        _jsonb("criteria"),
        sa.Column("opens_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        _jsonb("winners", default="'[]'"),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_calls_window")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_calls_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_table(
        "post_grant_projects",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=False),
        sa.Column("challenge_no", sa.Integer(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        _jsonb("solution"),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        _jsonb("verification", nullable=True),
        sa.Column("score_hundredths", sa.Integer(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("recommendations", sa.Integer(), nullable=True),
        _jsonb("task_book", nullable=True),
        sa.Column("milestones_passed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rectifications", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("final_rectified", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reconsidered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("failure_disputed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("audited_cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("audit_report_no", sa.Text(), nullable=True),
        sa.CheckConstraint("score_hundredths BETWEEN 0 AND 10000", name=op.f("ck_post_grant_projects_score_in_range")),
        sa.CheckConstraint("recommendations BETWEEN 0 AND votes", name=op.f("ck_post_grant_projects_recommendations_are_votes")),
        sa.CheckConstraint("milestones_passed >= 0 AND rectifications >= 0", name=op.f("ck_post_grant_projects_counters_not_negative")),
        sa.CheckConstraint("audited_cost_fen > 0", name=op.f("ck_post_grant_projects_audited_cost_positive")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_post_grant_projects_id_cases")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_post_grant_projects_call_id_calls")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_post_grant_projects_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_grant_projects")),
    )
    op.create_index("ix_post_grant_projects_call", "post_grant_projects", ["call_id", "id"], unique=False)
    op.create_index("ix_post_grant_projects_enterprise", "post_grant_projects", ["enterprise_uscc", "id"], unique=False)
    _allocations()


def _allocations() -> None:
    op.add_column("applications", sa.Column("formula_fen", sa.BigInteger(), nullable=True))
    op.create_table(
        "allocations",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("cap_key", sa.Text(), nullable=False),
        sa.Column("cap_period", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("cut_off", sa.Date(), nullable=False),
        sa.Column("ceiling_fen", sa.BigInteger(), nullable=False),
        sa.Column("used_fen", sa.BigInteger(), nullable=False),
        _jsonb("pending", default="'[]'"),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint("ceiling_fen >= 0 AND used_fen >= 0", name=op.f("ck_allocations_not_negative")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_allocations_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sa.UniqueConstraint("request_key", name=op.f("uq_allocations_request_key")),
    )
    op.create_index("ix_allocations_ceiling", "allocations", ["cap_key", "year"], unique=False)
    op.create_table(
        "allocation_shares",
        sa.Column("allocation_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("formula_fen", sa.BigInteger(), nullable=False),
        sa.Column("share_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'listed'"), nullable=False),
        sa.CheckConstraint("state IN ('listed', 'taken', 'waits', 'returned', 'fell_away')", name=op.f("ck_allocation_shares_state")),
        sa.CheckConstraint("share_fen >= 0 AND share_fen <= formula_fen", name=op.f("ck_allocation_shares_within_formula")),
        sa.CheckConstraint("reason IS NULL OR share_fen = 0", name=op.f("ck_allocation_shares_nothing_when_left_out")),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocations.id"], name=op.f("fk_allocation_shares_allocation_id_allocations")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_allocation_shares_application_id_applications")),
        sa.PrimaryKeyConstraint("allocation_id", "application_id", name=op.f("pk_allocation_shares")),
    )
    op.create_index("ix_allocation_shares_application", "allocation_shares", ["application_id"], unique=False)


def downgrade() -> None:
    """Take back. Nothing may belong to the cases that go."""
    op.drop_table("allocation_shares")
    op.drop_table("allocations")
    op.drop_column("applications", "formula_fen")
    op.drop_table("post_grant_projects")
    op.drop_table("calls")
    for process in STAGES:
        op.drop_constraint(op.f(f"ck_cases_{process}_stage"), "cases", type_="check")
        op.execute(f"DELETE FROM cases WHERE process = '{process}'")  # noqa: S608 - a name of ours
