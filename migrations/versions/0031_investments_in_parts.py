"""Investments in parts, and vouchers that remind: what is kept of them, and the stages of a returned payment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

CHECKS = {
    "given_up_within_its_cost": "disposed_fen >= 0 AND disposed_fen <= cost_fen AND proceeds_fen >= 0",
    "part_of_what_is_held": "part_fen > 0 AND part_fen <= cost_fen - disposed_fen",
}


STAGES = ("draft", "held", "disposal", "first_right", "proceeds", "writing_off", "exited", "written_off")
NEW_STAGES = ("returned", "undone")


def upgrade() -> None:
    """Apply."""
    _stages((*STAGES, *NEW_STAGES))
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
    _stages(STAGES)
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_investments_{name}"), "investments", type_="check")
    for name in ("part_fen", "proceeds_fen", "disposed_fen"):
        op.drop_column("investments", name)
    op.drop_column("vouchers", "expires_at")


def _stages(stages: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{one}'" for one in stages)
    op.drop_constraint(op.f("ck_cases_investment_stage"), "cases", type_="check")
    op.create_check_constraint(op.f("ck_cases_investment_stage"), "cases", f"process <> 'investment' OR stage IN ({listed})")
