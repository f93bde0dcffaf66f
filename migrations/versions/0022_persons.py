"""Natural persons as applicants: known by a document whose number is sealed, and employed by whom that is confirmed of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STAGES = ("draft", "answer", "paper", "check", "attached", "refused", "lapsed", "withdrawn")
DOCUMENTS = ("resident_card", "permanent_residence", "hk_macau_permit", "taiwan_permit", "passport")


def upgrade() -> None:
    """Apply."""
    _registers("'people', 'experts', 'persons'")
    stages = ", ".join(f"'{one}'" for one in STAGES)
    op.create_check_constraint(op.f("ck_cases_employment_stage"), "cases", f"process <> 'employment' OR stage IN ({stages})")
    kinds = ", ".join(f"'{one}'" for one in DOCUMENTS)
    op.create_table(
        "natural_persons",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("document_kind", sa.Text(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_shown", sa.Text(), nullable=False),
        sa.Column("number_digest", sa.LargeBinary(), nullable=False),
        sa.Column("employer_uscc", sa.Text(), nullable=True),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"document_kind IN ({kinds})", name=op.f("ck_natural_persons_document_kind")),
        sa.CheckConstraint("(employer_uscc IS NULL) = (attached_at IS NULL)", name=op.f("ck_natural_persons_attached_whole")),
        sa.ForeignKeyConstraint(["code"], ["enterprises.uscc"], name=op.f("fk_natural_persons_code_enterprises")),
        sa.ForeignKeyConstraint(["employer_uscc"], ["enterprises.uscc"], name=op.f("fk_natural_persons_employer_uscc_enterprises")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_natural_persons")),
        sa.UniqueConstraint("subject", name=op.f("uq_natural_persons_subject")),
        sa.UniqueConstraint("document_kind", "number_digest", name=op.f("uq_natural_persons_document_kind_number_digest")),
    )
    op.create_index("ix_natural_persons_employer", "natural_persons", ["employer_uscc"], unique=False)
    op.create_table(
        "employments",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("employer_uscc", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_employments_id_cases")),
        sa.ForeignKeyConstraint(["enterprise_uscc"], ["natural_persons.code"], name=op.f("fk_employments_enterprise_uscc_natural_persons")),
        sa.ForeignKeyConstraint(["employer_uscc"], ["enterprises.uscc"], name=op.f("fk_employments_employer_uscc_enterprises")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employments")),
        sa.UniqueConstraint("request_key", name=op.f("uq_employments_request_key")),
    )
    op.create_index("ix_employments_person", "employments", ["enterprise_uscc", "id"], unique=False)
    op.create_index("ix_employments_employer", "employments", ["employer_uscc", "id"], unique=False)

    op.add_column("recognitions", sa.Column("employer_uscc", sa.Text(), nullable=True))
    employer = op.f("fk_recognitions_employer_uscc_enterprises")
    op.create_foreign_key(employer, "recognitions", "enterprises", ["employer_uscc"], ["uscc"])


def downgrade() -> None:
    """Take back."""
    op.drop_column("recognitions", "employer_uscc")
    op.drop_table("employments")
    op.drop_table("natural_persons")
    op.drop_constraint(op.f("ck_cases_employment_stage"), "cases", type_="check")
    _registers("'people', 'experts'")


def _registers(names: str) -> None:
    op.drop_constraint(op.f("ck_register_events_register"), "register_events", type_="check")
    op.create_check_constraint(op.f("ck_register_events_register"), "register_events", f"register IN ({names})")
