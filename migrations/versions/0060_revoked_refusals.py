"""Two stages of an application that has ended, in which it is said whether its refusal or lapse is revoked."""

from __future__ import annotations

from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

BEFORE = (
    "draft", "offer", "acceptance", "correction", "verification", "review", "assessment", "allocation", "committee", "decision", "budget_wait", "public_notice",
    "objection", "commitment", "payment", "in_force", "refused", "reconsideration", "rejected", "lapsed", "withdrawn", "discarded",
    "older_policy", "older_policy_reconsideration", "older_policy_final",
)  # fmt: skip
# Where what stands in one of them goes back to.
CAME_FROM = {"refusal_revocation": "rejected", "lapse_revocation": "lapsed"}


def _allow(*stages: str) -> None:
    listed = ", ".join(f"'{stage}'" for stage in stages)
    op.drop_constraint(op.f("ck_cases_application_stage"), "cases", type_="check")
    op.create_check_constraint(op.f("ck_cases_application_stage"), "cases", f"process <> 'application' OR stage IN ({listed})")


def upgrade() -> None:
    """Apply."""
    _allow(*BEFORE, *CAME_FROM)


def downgrade() -> None:
    """Take back."""
    for stage, before in CAME_FROM.items():
        op.execute(f"UPDATE cases SET stage = '{before}' WHERE process = 'application' AND stage = '{stage}'")  # noqa: S608 - names of our own
    _allow(*BEFORE)
