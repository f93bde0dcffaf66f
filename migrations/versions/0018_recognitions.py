"""Recognitions: who or what is recognised, and since when until when it stands in the register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = (
    "specialised_enterprise", "plan_growth", "plan_partner", "confirmed_unit", "common_platform", "first_set", "high_growth_sme",
    "technology_enterprise", "talent", "patent_pool", "offshore_centre", "qualification",
)  # fmt: skip
STAGES = (
    "draft", "check", "correction", "verification", "review", "decision", "public_notice", "objection", "in_force", "hearing", "revocation",
    "expired", "revoked", "refused", "lapsed", "withdrawn", "discarded",
)  # fmt: skip


def _jsonb(name: str, *, nullable: bool = False) -> sa.Column[object]:
    default = None if nullable else sa.text("'{}'")
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=nullable, server_default=default)


def upgrade() -> None:
    """Apply."""
    kinds, stages = (", ".join(f"'{one}'" for one in listed) for listed in (KINDS, STAGES))
    op.create_check_constraint(op.f("ck_cases_recognition_stage"), "cases", f"process <> 'recognition' OR stage IN ({stages})")
    op.alter_column("notices", "amount_fen", existing_type=sa.BigInteger(), nullable=True)
    op.create_table(
        "recognitions",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("nominated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        _jsonb("facts"),
        _jsonb("papers"),
        _jsonb("verification", nullable=True),
        sa.Column("entry_no", sa.Text(), nullable=True),
        sa.Column("entry_key", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("announced", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("renewing", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("batch", sa.UUID(), nullable=True),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_recognitions_kind")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_recognitions_ends_after_it_begins")),
        sa.CheckConstraint("ended_on >= valid_from", name=op.f("ck_recognitions_not_ended_before_it_begins")),
        sa.CheckConstraint("valid_from IS NULL OR entry_no IS NOT NULL", name=op.f("ck_recognitions_entered_with_a_number")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_recognitions_id_cases")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_recognitions_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognitions")),
        sa.UniqueConstraint("request_key", name=op.f("uq_recognitions_request_key")),
    )
    op.create_index("ix_recognitions_holder", "recognitions", ["enterprise_uscc", "kind"], unique=False)
    op.create_index("ix_recognitions_entry", "recognitions", ["kind", "entry_key"], unique=False)
    op.create_index("ix_recognitions_batch", "recognitions", ["batch"], unique=False, postgresql_where=sa.text("batch IS NOT NULL"))


def downgrade() -> None:
    """Take back. Nothing may belong to the cases that go."""
    op.drop_table("recognitions")
    op.alter_column("notices", "amount_fen", existing_type=sa.BigInteger(), nullable=False)
    op.drop_constraint(op.f("ck_cases_recognition_stage"), "cases", type_="check")
    op.execute("DELETE FROM cases WHERE process = 'recognition'")
