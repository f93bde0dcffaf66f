"""Application windows, with the lists that decide on who applied in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STAGES = (
    "draft", "approval", "revision", "published", "open", "handling", "list_approval", "settling", "list_notice", "settled", "unanswered",
    "refused", "cancelled", "dropped",
)  # fmt: skip


def _jsonb(name: str, *, default: str | None = None) -> sa.Column[object]:
    server_default = sa.text(default) if default else None
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default=server_default)


def upgrade() -> None:
    """Apply."""
    stages = ", ".join(f"'{one}'" for one in STAGES)
    op.create_check_constraint(op.f("ck_cases_window_stage"), "cases", f"process <> 'window' OR stage IN ({stages})")
    op.create_table(
        "windows",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("cap_key", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        _jsonb("guide"),
        _jsonb("who"),
        _jsonb("evidence", default="'[]'"),
        _jsonb("contact"),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ceiling_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_windows_window")),
        sa.CheckConstraint("ceiling_fen > 0", name=op.f("ck_windows_ceiling_positive")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_windows_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_windows")),
    )
    op.create_index("ix_windows_cap", "windows", ["cap_key", "year"], unique=False)
    _lists()
    op.add_column("applications", sa.Column("window_id", sa.UUID(), nullable=True))
    op.add_column("applications", _jsonb("asked_evidence", default="'[]'"))
    op.create_foreign_key(op.f("fk_applications_window_id_windows"), "applications", "windows", ["window_id"], ["id"])
    op.create_index("ix_applications_window_id", "applications", ["window_id"], unique=False)


def _lists() -> None:
    op.create_table(
        "window_lists",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("window_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("ceiling_fen", sa.BigInteger(), nullable=True),
        sa.Column("used_fen", sa.BigInteger(), nullable=False),
        _jsonb("pending", default="'[]'"),
        sa.Column("state", sa.Text(), server_default=sa.text("'drawn'"), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('drawn', 'approved', 'returned', 'settled')", name=op.f("ck_window_lists_state")),
        sa.CheckConstraint("ceiling_fen >= 0 AND used_fen >= 0", name=op.f("ck_window_lists_not_negative")),
        sa.CheckConstraint("drawn_by <> decided_by", name=op.f("ck_window_lists_decided_by_another")),
        sa.ForeignKeyConstraint(["window_id"], ["windows.id"], name=op.f("fk_window_lists_window_id_windows")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_lists")),
        sa.UniqueConstraint("window_id", "ordinal", name=op.f("uq_window_lists_window_id_ordinal")),
    )
    op.create_table(
        "window_shares",
        sa.Column("list_id", sa.UUID(), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("formula_fen", sa.BigInteger(), nullable=False),
        sa.Column("share_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'listed'"), nullable=False),
        sa.CheckConstraint("state IN ('listed', 'taken', 'waits', 'returned', 'fell_away')", name=op.f("ck_window_shares_state")),
        sa.CheckConstraint("share_fen >= 0 AND share_fen <= formula_fen", name=op.f("ck_window_shares_within_formula")),
        sa.CheckConstraint("reason IS NULL OR share_fen = 0", name=op.f("ck_window_shares_nothing_when_left_out")),
        sa.ForeignKeyConstraint(["list_id"], ["window_lists.id"], name=op.f("fk_window_shares_list_id_window_lists")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_window_shares_application_id_applications")),
        sa.PrimaryKeyConstraint("list_id", "application_id", name=op.f("pk_window_shares")),
    )
    op.create_index("ix_window_shares_application", "window_shares", ["application_id"], unique=False)


def downgrade() -> None:
    """Take back. Nothing may belong to the cases that go."""
    op.drop_index("ix_applications_window_id", table_name="applications")
    op.drop_constraint(op.f("fk_applications_window_id_windows"), "applications", type_="foreignkey")
    op.drop_column("applications", "asked_evidence")
    op.drop_column("applications", "window_id")
    op.drop_table("window_shares")
    op.drop_table("window_lists")
    op.drop_table("windows")
    op.drop_constraint(op.f("ck_cases_window_stage"), "cases", type_="check")
