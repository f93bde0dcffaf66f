"""Calls for solutions, and the post-grant projects that answer them; what a formula comes to where a ceiling for everybody is shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STAGES = {
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
    op.add_column("applications", sa.Column("formula_fen", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take back. Nothing may belong to the cases that go."""
    op.drop_column("applications", "formula_fen")
    op.drop_table("post_grant_projects")
    op.drop_table("calls")
    for process in STAGES:
        op.drop_constraint(op.f(f"ck_cases_{process}_stage"), "cases", type_="check")
        op.execute(f"DELETE FROM cases WHERE process = '{process}'")  # noqa: S608 - a name of ours
