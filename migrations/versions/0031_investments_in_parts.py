"""Investments in parts, due diligence, and vouchers that remind: what is kept of them, and a stage of applications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

CHECKS = {
    "given_up_within_its_cost": "disposed_fen >= 0 AND disposed_fen <= cost_fen AND proceeds_fen >= 0",
    "part_of_what_is_held": "part_fen > 0 AND part_fen <= cost_fen - disposed_fen",
}


def upgrade() -> None:
    """Apply."""
    op.add_column("vouchers", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE vouchers SET expires_at = cases.wakes_at FROM cases WHERE cases.id = vouchers.id AND cases.stage = 'valid'")

    for name in ("disposed_fen", "proceeds_fen"):
        op.add_column("investments", sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("investments", sa.Column("part_fen", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE investments SET disposed_fen = cost_fen, proceeds_fen = coalesce(received_fen, 0)"
        " FROM cases WHERE cases.id = investments.id AND cases.stage IN ('exited', 'written_off')"
    )
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_investments_{name}"), "investments", rule)


def downgrade() -> None:
    """Take back."""
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_investments_{name}"), "investments", type_="check")
    for name in ("part_fen", "proceeds_fen", "disposed_fen"):
        op.drop_column("investments", name)
    op.drop_column("vouchers", "expires_at")
