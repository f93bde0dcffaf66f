"""Settlements that are taken back once they were paid, netted by later ones, or repaid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

STAGES = ("draft", "check", "payment", "settled", "refused", "ended", "withdrawn", "discarded")
NEW_STAGES = ("reclaim", "netting", "demanded")
SPEND_STATES = ("reserved", "dropped", "spent", "refunded", "settling", "settled", "unpaid")
OF_A_SETTLEMENT = ("settling", "settled", "unpaid")
KINDS = (
    "appropriation", "reversal", "transfer_out", "transfer_in", "pre_commitment", "obligation", "instruction", "hold", "expenditure", "bank_return", "release",
    "investment", "disposal", "gain", "loss", "demand", "recovery", "write_off", "late_interest", "owed_back", "refund", "refunded", "refund_returned",
    "exchange",
)  # fmt: skip
SUMS = ("netted_fen", "reclaimed_fen", "recovered_fen", "set_off_fen", "given_up_fen")


def upgrade() -> None:
    """Apply."""
    for name in SUMS:
        op.add_column("settlements", sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("settlements", sa.Column("received_fen", sa.BigInteger(), nullable=True))
    for name in ("reference", "reference_folded"):
        op.add_column("settlements", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("settlements", sa.Column("received_on", sa.Date(), nullable=True))
    op.create_unique_constraint(op.f("uq_settlements_reference_folded"), "settlements", ["reference_folded"])
    op.create_check_constraint(op.f("ck_settlements_netted_within_award"), "settlements", "netted_fen BETWEEN 0 AND coalesce(award_fen, 0)")
    op.create_check_constraint(
        op.f("ck_settlements_no_more_comes_back_than_is_owed"),
        "settlements",
        "least(recovered_fen, set_off_fen, given_up_fen) >= 0 AND recovered_fen + set_off_fen + given_up_fen <= reclaimed_fen",
    )
    op.add_column("receipt_parts", sa.Column("settlement_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_receipt_parts_settlement_id_settlements"), "receipt_parts", "settlements", ["settlement_id"], ["id"])
    _allow((*STAGES, *NEW_STAGES), (*SPEND_STATES, "reclaimed"), (*OF_A_SETTLEMENT, "reclaimed"), (*KINDS, "netting"))
    _of_something("clawback_id", "refund_id", "investment_id", "settlement_id")


def downgrade() -> None:
    """Take back. Nothing may have been taken back of a settlement."""
    _of_something("clawback_id", "refund_id", "investment_id")
    _allow(STAGES, SPEND_STATES, OF_A_SETTLEMENT, KINDS)
    op.drop_constraint(op.f("fk_receipt_parts_settlement_id_settlements"), "receipt_parts", type_="foreignkey")
    op.drop_column("receipt_parts", "settlement_id")
    for name in ("no_more_comes_back_than_is_owed", "netted_within_award"):
        op.drop_constraint(op.f(f"ck_settlements_{name}"), "settlements", type_="check")
    op.drop_constraint(op.f("uq_settlements_reference_folded"), "settlements", type_="unique")
    for name in ("received_on", "reference_folded", "reference", "received_fen", *SUMS):
        op.drop_column("settlements", name)


def _allow(stages: tuple[str, ...], states: tuple[str, ...], settled: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    _replace("cases", "settlement_stage", f"process <> 'settlement' OR stage IN ({_listed(stages)})")
    _replace("voucher_spends", "state", f"state IN ({_listed(states)})")
    _replace("voucher_spends", "settled_by_a_settlement", f"state NOT IN ({_listed(settled)}) OR settlement_id IS NOT NULL")
    _replace("ledger_transfers", "kind", f"kind IN ({_listed(kinds)})")


def _of_something(*columns: str) -> None:
    _replace("receipt_parts", "of_something", f"num_nonnulls({', '.join(columns)}) > 0")


def _replace(table: str, name: str, holds: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, holds)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
