"""Meetings of the committee: who sits in them, and what is on their agenda."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STAGES = ("draft", "preparing", "voting", "minutes", "signing", "settling", "calling_off", "closed", "called_off")
STATES = ("listed", "carried", "not_carried", "postponed", "taken", "fell_away")


def upgrade() -> None:
    """Apply."""
    stages, states = (", ".join(f"'{one}'" for one in listed) for listed in (STAGES, STATES))
    op.create_check_constraint(op.f("ck_cases_meeting_stage"), "cases", f"process <> 'meeting' OR stage IN ({stages})")
    op.create_table(
        "meetings",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("members", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("chair", sa.Text(), nullable=False),
        sa.Column("minutes_no", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint("chair = ANY (members)", name=op.f("ck_meetings_chaired_by_a_member")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_meetings_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("request_key", name=op.f("uq_meetings_request_key")),
    )
    op.create_table(
        "agenda_items",
        sa.Column("meeting_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("proposed_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("terms", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("recused", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("award_fen", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'listed'"), nullable=False),
        sa.CheckConstraint(f"state IN ({states})", name=op.f("ck_agenda_items_state")),
        sa.CheckConstraint("proposed_fen > 0", name=op.f("ck_agenda_items_proposed_positive")),
        sa.CheckConstraint("award_fen > 0 AND award_fen <= proposed_fen", name=op.f("ck_agenda_items_within_proposal")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_agenda_items_case_id_cases")),
        sa.PrimaryKeyConstraint("meeting_id", "ordinal", name=op.f("pk_agenda_items")),
    )
    op.create_index(
        "uq_agenda_items_case", "agenda_items", ["case_id"], unique=True, postgresql_where=sa.text("state NOT IN ('taken', 'fell_away')")
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("agenda_items")
    op.drop_table("meetings")
    op.drop_constraint(op.f("ck_cases_meeting_stage"), "cases", type_="check")
