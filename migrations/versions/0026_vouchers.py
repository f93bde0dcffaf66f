"""Vouchers, what contracts take of them, the codes of deliveries, and the settlements by which platforms are paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

VOUCHER_STAGES = (
    "draft", "check", "correction", "verification", "decision", "commitment", "valid", "settling", "spent", "unused", "refused", "lapsed",
    "withdrawn",
)  # fmt: skip
SETTLEMENT_STAGES = ("draft", "check", "payment", "settled", "refused", "ended", "withdrawn")
SPEND_STATES = ("reserved", "dropped", "spent", "refunded", "settling", "settled", "unpaid")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in values)


def upgrade() -> None:
    """Apply."""
    for process, stages in (("voucher", VOUCHER_STAGES), ("settlement", SETTLEMENT_STAGES)):
        op.create_check_constraint(op.f(f"ck_cases_{process}_stage"), "cases", f"process <> '{process}' OR stage IN ({_listed(stages)})")
    # The commitment to stay is signed with the first voucher as well.
    op.drop_constraint(op.f("fk_undertakings_application_id_applications"), "undertakings", type_="foreignkey")
    op.create_foreign_key(op.f("fk_undertakings_application_id_cases"), "undertakings", "cases", ["application_id"], ["id"])
    _vouchers()
    _settlements()
    _spends()
    op.create_table(
        "delivery_codes",
        sa.Column("spend_id", sa.UUID(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("proved_by", sa.Text(), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_delivery_codes_counted")),
        sa.ForeignKeyConstraint(["spend_id"], ["voucher_spends.id"], name=op.f("fk_delivery_codes_spend_id_voucher_spends")),
        sa.PrimaryKeyConstraint("spend_id", name=op.f("pk_delivery_codes")),
    )


def _vouchers() -> None:
    op.create_table(
        "vouchers",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verification", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("programme_year", sa.Integer(), nullable=True),
        sa.Column("rate", sa.Text(), nullable=True),
        sa.Column("face_fen", sa.BigInteger(), nullable=True),
        sa.Column("taken_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint("taken_fen >= 0 AND taken_fen <= coalesce(face_fen, 0)", name=op.f("ck_vouchers_never_more_than_its_face")),
        sa.CheckConstraint("(face_fen IS NULL) = (rate IS NULL)", name=op.f("ck_vouchers_rate_and_face_together")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_vouchers_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_vouchers_id_cases")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_vouchers_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("request_key", name=op.f("uq_vouchers_request_key")),
    )
    op.create_index("ix_vouchers_enterprise", "vouchers", ["enterprise_uscc", "id"], unique=False)


def _settlements() -> None:
    op.create_table(
        "settlements",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("award_fen", sa.BigInteger(), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reconsidered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("award_fen >= 0", name=op.f("ck_settlements_award_not_negative")),
        sa.CheckConstraint("paid_fen >= 0 AND paid_fen <= coalesce(award_fen, 0)", name=op.f("ck_settlements_paid_within_award")),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_settlements_named_by_its_first_day")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_settlements_id_cases")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["enterprises.uscc"], name=op.f("fk_settlements_enterprise_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("request_key", name=op.f("uq_settlements_request_key")),
    )
    op.create_index("ix_settlements_platform", "settlements", ["enterprise_uscc", "month"], unique=False)


def _spends() -> None:
    op.create_table(
        "voucher_spends",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("voucher_id", sa.UUID(), nullable=False),
        sa.Column("platform_uscc", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("contract_folded", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'reserved'"), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("settles_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settlement_id", sa.UUID(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("amount_fen > 0 AND amount_fen <= price_fen", name=op.f("ck_voucher_spends_part_of_its_price")),
        sa.CheckConstraint(f"state IN ({_listed(SPEND_STATES)})", name=op.f("ck_voucher_spends_state")),
        sa.CheckConstraint(
            "(delivered_on IS NULL) = (settles_from IS NULL) AND (delivered_on IS NULL) = (state IN ('reserved', 'dropped'))",
            name=op.f("ck_voucher_spends_delivered_to_be_spent"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('settling', 'settled', 'unpaid') OR settlement_id IS NOT NULL",
            name=op.f("ck_voucher_spends_settled_by_a_settlement"),
        ),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_voucher_spends_voucher_id_vouchers")),
        sa.ForeignKeyConstraint(["platform_uscc"], ["enterprises.uscc"], name=op.f("fk_voucher_spends_platform_uscc_enterprises")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_voucher_spends_settlement_id_settlements")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_spends")),
    )
    op.create_index(
        "uq_voucher_spends_contract",
        "voucher_spends",
        ["platform_uscc", "contract_folded"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('dropped', 'refunded')"),
    )
    op.create_index("ix_voucher_spends_voucher", "voucher_spends", ["voucher_id", "id"], unique=False)
    op.create_index("ix_voucher_spends_platform", "voucher_spends", ["platform_uscc", "delivered_on"], unique=False)
    op.create_index(
        "ix_voucher_spends_settlement",
        "voucher_spends",
        ["settlement_id"],
        unique=False,
        postgresql_where=sa.text("settlement_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Take back. Nothing may belong to the cases that go."""
    for table in ("delivery_codes", "voucher_spends", "settlements", "vouchers"):
        op.drop_table(table)
    op.drop_constraint(op.f("fk_undertakings_application_id_cases"), "undertakings", type_="foreignkey")
    op.create_foreign_key(op.f("fk_undertakings_application_id_applications"), "undertakings", "applications", ["application_id"], ["id"])
    for process in ("settlement", "voucher"):
        op.drop_constraint(op.f(f"ck_cases_{process}_stage"), "cases", type_="check")
    op.execute("DELETE FROM cases WHERE process IN ('voucher', 'settlement')")
