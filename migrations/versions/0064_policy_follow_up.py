"""What follows an evaluation is a stage of it; a year has several interim ones; and the server knows how many different stays there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0064"
down_revision = "0062"
branch_labels = None
depends_on = None

BEFORE = ("draft", "reckoning", "asking", "reporting", "evaluating", "deciding", "published")
ADDED = ("carrying_out", "carried_out")


def _allow(*stages: str) -> None:
    listed = ", ".join(f"'{stage}'" for stage in stages)
    op.drop_constraint(op.f("ck_cases_evaluation_stage"), "cases", type_="check")
    op.create_check_constraint(op.f("ck_cases_evaluation_stage"), "cases", f"process <> 'evaluation' OR stage IN ({listed})")


def upgrade() -> None:
    """Apply."""
    _allow(*BEFORE, *ADDED)
    op.add_column("evaluations", sa.Column("abolished_from", sa.Date(), nullable=True))
    op.add_column("evaluations", sa.Column("follow_up", postgresql.JSONB(), nullable=True))
    op.add_column("evaluations", sa.Column("ordinal", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.drop_constraint(op.f("uq_evaluations_clause_year_interim"), "evaluations", type_="unique")
    op.create_unique_constraint(op.f("uq_evaluations_clause_year_interim_ordinal"), "evaluations", ["clause", "year", "interim", "ordinal"])
    op.create_index("ix_cases_created", "cases", ["created_at"], postgresql_where=sa.text("process <> 'application'"))
    # Without it the server takes every stay for another, and has one process count them all.
    op.execute(
        "CREATE STATISTICS audit_events_stays (ndistinct) ON from_stage, to_stage, event, "
        "(CAST(floor(date_part('epoch', occurred_at - since) / 8640) AS int)) FROM audit_events"
    )
    # Of what was abolished before its day was named, that is the day of the meeting.
    op.execute("UPDATE evaluations SET abolished_from = held_on WHERE outcome = 'policy_abolished'")
    op.create_check_constraint(
        op.f("ck_evaluations_abolished_from_a_day"),
        "evaluations",
        "(outcome IS NOT DISTINCT FROM 'policy_abolished') = (abolished_from IS NOT NULL)",
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP STATISTICS audit_events_stays")
    op.drop_index("ix_cases_created", "cases")
    op.drop_constraint(op.f("uq_evaluations_clause_year_interim_ordinal"), "evaluations", type_="unique")
    op.create_unique_constraint(op.f("uq_evaluations_clause_year_interim"), "evaluations", ["clause", "year", "interim"])
    op.drop_column("evaluations", "ordinal")
    op.drop_constraint(op.f("ck_evaluations_abolished_from_a_day"), "evaluations", type_="check")
    op.drop_column("evaluations", "follow_up")
    op.drop_column("evaluations", "abolished_from")
    listed = ", ".join(f"'{stage}'" for stage in ADDED)
    op.execute(f"UPDATE cases SET stage = 'published' WHERE process = 'evaluation' AND stage IN ({listed})")  # noqa: S608 - names of our own
    _allow(*BEFORE)
