"""Successions: which enterprise took the place of which, whose awards, commitments and debts then count as its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

GROUNDS = ("absorbed", "consolidated", "divided", "new_code")
STAGES = ("draft", "register_look", "check", "approval", "second_look", "handing_over", "effective", "refused")


def upgrade() -> None:
    """Apply."""
    grounds, stages = (", ".join(f"'{one}'" for one in listed) for listed in (GROUNDS, STAGES))
    op.create_check_constraint(op.f("ck_cases_succession_stage"), "cases", f"process <> 'succession' OR stage IN ({stages})")
    _add_filings(grounds)
    op.create_table(
        "successions",
        sa.Column("predecessor_uscc", sa.Text(), nullable=False),
        sa.Column("successor_uscc", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filing_id", sa.UUID(), nullable=False),
        sa.CheckConstraint("predecessor_uscc <> successor_uscc", name=op.f("ck_successions_of_two")),
        sa.CheckConstraint(f"ground IN ({grounds})", name=op.f("ck_successions_ground")),
        sa.CheckConstraint(
            "checked_by <> approved_by AND filed_by NOT IN (checked_by, approved_by)", name=op.f("ck_successions_three_people")
        ),
        sa.ForeignKeyConstraint(["predecessor_uscc"], ["enterprises.uscc"], name=op.f("fk_successions_predecessor_uscc_enterprises")),
        sa.ForeignKeyConstraint(["successor_uscc"], ["enterprises.uscc"], name=op.f("fk_successions_successor_uscc_enterprises")),
        sa.ForeignKeyConstraint(["filing_id"], ["succession_filings.id"], name=op.f("fk_successions_filing_id_succession_filings")),
        sa.PrimaryKeyConstraint("predecessor_uscc", name=op.f("pk_successions")),
        sa.UniqueConstraint("filing_id", name=op.f("uq_successions_filing_id")),
    )
    op.create_index(op.f("ix_successions_successor_uscc"), "successions", ["successor_uscc"], unique=False)
    op.execute("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON successions FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER never_truncated BEFORE TRUNCATE ON successions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def _add_filings(grounds: str) -> None:
    op.create_table(
        "succession_filings",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("predecessor_uscc", sa.Text(), nullable=False),
        sa.Column("successor_uscc", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("register", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint("predecessor_uscc <> successor_uscc", name=op.f("ck_succession_filings_of_two")),
        sa.CheckConstraint(f"ground IN ({grounds})", name=op.f("ck_succession_filings_ground")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_succession_filings_id_cases")),
        sa.ForeignKeyConstraint(
            ["predecessor_uscc"], ["enterprises.uscc"], name=op.f("fk_succession_filings_predecessor_uscc_enterprises")
        ),
        sa.ForeignKeyConstraint(["successor_uscc"], ["enterprises.uscc"], name=op.f("fk_succession_filings_successor_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession_filings")),
        sa.UniqueConstraint("request_key", name=op.f("uq_succession_filings_request_key")),
    )
    for column in ("predecessor_uscc", "successor_uscc"):
        op.create_index(op.f(f"ix_succession_filings_{column}"), "succession_filings", [column], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("successions")
    op.drop_table("succession_filings")
    op.drop_constraint(op.f("ck_cases_succession_stage"), "cases", type_="check")
