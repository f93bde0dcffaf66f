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


def _share() -> None:
    """Keep what stands in parts of open data once."""
    op.create_table(
        "open_data_contents",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_open_data_contents")),
    )
    digest = "encode(sha256(content), 'hex')"
    op.execute(f"INSERT INTO open_data_contents SELECT DISTINCT {digest}, content FROM open_data_parts")  # noqa: S608 - of our own
    op.add_column("open_data_parts", sa.Column("content_digest", sa.Text(), nullable=True))
    op.execute(f"UPDATE open_data_parts SET content_digest = {digest}")  # noqa: S608 - of our own
    op.alter_column("open_data_parts", "content_digest", nullable=False)
    op.drop_column("open_data_parts", "content")
    contents = op.f("fk_open_data_parts_content_digest_open_data_contents")
    op.create_foreign_key(contents, "open_data_parts", "open_data_contents", ["content_digest"], ["digest"])
    op.create_index(op.f("ix_open_data_parts_content_digest"), "open_data_parts", ["content_digest"])


def _unshare() -> None:
    op.add_column("open_data_parts", sa.Column("content", sa.LargeBinary(), nullable=True))
    op.execute("UPDATE open_data_parts p SET content = c.content FROM open_data_contents c WHERE c.digest = p.content_digest")
    op.alter_column("open_data_parts", "content", nullable=False)
    op.drop_column("open_data_parts", "content_digest")
    op.drop_table("open_data_contents")


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
    _share()
    # Of what was abolished before its day was named, that is the day of the meeting.
    op.execute("UPDATE evaluations SET abolished_from = held_on WHERE outcome = 'policy_abolished'")
    op.create_check_constraint(
        op.f("ck_evaluations_abolished_from_a_day"),
        "evaluations",
        "(outcome IS NOT DISTINCT FROM 'policy_abolished') = (abolished_from IS NOT NULL)",
    )


def downgrade() -> None:
    """Take back."""
    _unshare()
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
