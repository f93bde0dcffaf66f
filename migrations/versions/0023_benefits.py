"""Benefits in kind for recognised talent: what a person asks for, who delivers it, and what of it they have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STAGES = ("draft", "check", "correction", "delivery", "in_force", "unavailable", "ended", "refused", "lapsed", "withdrawn")
BENEFITS = "'start_up', 'housing', 'medical', 'schooling'"


def upgrade() -> None:
    """Apply."""
    stages = ", ".join(f"'{one}'" for one in STAGES)
    op.create_check_constraint(op.f("ck_cases_benefit_stage"), "cases", f"process <> 'benefit' OR stage IN ({stages})")
    several = postgresql.ARRAY(sa.Text())
    op.create_table(
        "benefits",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("employer_uscc", sa.Text(), nullable=True),
        sa.Column("talent_no", sa.Text(), nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("benefits", several, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("delivering", several, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("granted", several, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("year_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint(f"benefits <@ ARRAY[{BENEFITS}] AND cardinality(benefits) > 0", name=op.f("ck_benefits_benefits")),
        sa.CheckConstraint("granted <@ benefits", name=op.f("ck_benefits_granted_as_asked")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_benefits_id_cases")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["natural_persons.code"], name=op.f("fk_benefits_enterprise_uscc_natural_persons")),
        sa.ForeignKeyConstraint(["employer_uscc"], ["enterprises.uscc"], name=op.f("fk_benefits_employer_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefits")),
        sa.UniqueConstraint("request_key", name=op.f("uq_benefits_request_key")),
    )
    op.create_index("ix_benefits_person", "benefits", ["enterprise_uscc", "id"], unique=False)
    op.create_index("ix_benefits_entry", "benefits", ["entry_key"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("benefits")
    op.drop_constraint(op.f("ck_cases_benefit_stage"), "cases", type_="check")
