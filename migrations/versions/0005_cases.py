"""Cases: what every process with human steps keeps, of which an application is one kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STAGES = (
    "draft", "offer", "acceptance", "correction", "verification", "review", "assessment", "allocation", "committee", "decision", "budget_wait", "public_notice",
    "objection", "commitment", "payment", "in_force", "refused", "reconsideration", "rejected", "lapsed", "withdrawn", "discarded",
    "older_policy", "older_policy_reconsideration", "older_policy_final",
)  # fmt: skip
LISTED = ", ".join(f"'{stage}'" for stage in STAGES)
MOVED: tuple[sa.Column[object], ...] = (
    sa.Column("number", sa.Text(), nullable=True),
    sa.Column("item_code", sa.Text(), nullable=True, server_default=sa.text("'*'")),
    sa.Column("department", sa.Text(), nullable=True),
    sa.Column("created_by", sa.Text(), nullable=True),
    sa.Column("stage", sa.Text(), nullable=True, server_default=sa.text("'draft'")),
    sa.Column("stage_entered_at", sa.DateTime(timezone=True), nullable=True, server_default=sa.text("now()")),
    sa.Column("version", sa.Integer(), nullable=True, server_default=sa.text("1")),
    sa.Column("held", sa.Boolean(), nullable=True, server_default=sa.text("false")),
    sa.Column("hold_reason", sa.Text(), nullable=True),
    sa.Column("wakes_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("clocks", postgresql.JSONB(astext_type=sa.Text()), nullable=True, server_default=sa.text("'{}'")),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=True, server_default=sa.text("now()")),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True, server_default=sa.text("now()")),
)
MAY_BE_NULL = frozenset({"hold_reason", "wakes_at", "closed_at"})
# Tables whose rows belong to a case from now on, and their foreign keys.
BELONGING = ("tasks", "audit_events", "messages", "documents", "notices", "objections", "disbursements", "ledger_transfers")
NAMES = ", ".join(column.name for column in MOVED)


def upgrade() -> None:
    """Apply."""
    op.execute("CREATE SEQUENCE case_numbers")
    op.create_table(
        "cases",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        *(sa.Column(c.name, c.type, nullable=c.name in MAY_BE_NULL, server_default=c.server_default) for c in MOVED),
        sa.CheckConstraint(f"process <> 'application' OR stage IN ({LISTED})", name=op.f("ck_cases_application_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.execute(f"INSERT INTO cases (id, process, {NAMES}) SELECT id, 'application', {NAMES} FROM applications")  # noqa: S608 - names of our own columns
    op.create_index("ix_cases_department_stage", "cases", ["department", "stage", "id"], unique=False)
    op.create_index("ix_cases_process", "cases", ["process", "id"], unique=False)
    op.drop_index("ix_applications_department_stage", table_name="applications")
    op.drop_index("ix_applications_subject", table_name="applications")
    op.drop_constraint(op.f("ck_applications_stage"), "applications", type_="check")
    op.drop_constraint(op.f("ck_applications_submitted_before_handled"), "applications", type_="check")
    op.drop_constraint(op.f("uq_applications_number"), "applications", type_="unique")
    for column in MOVED:
        op.drop_column("applications", str(column.name))
    op.alter_column("applications", "id", server_default=None)
    op.create_foreign_key(op.f("fk_applications_id_cases"), "applications", "cases", ["id"], ["id"])
    op.create_index("ix_applications_subject", "applications", ["subject"], unique=False)
    op.add_column("applications", sa.Column("origin", sa.Text(), server_default=sa.text("'filed'"), nullable=False))
    op.create_check_constraint(op.f("ck_applications_origin"), "applications", "origin IN ('filed', 'offered', 'carried_over')")
    op.add_column("applications", sa.Column("parent_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_applications_parent_id_cases"), "applications", "cases", ["parent_id"], ["id"])
    op.create_index(op.f("ix_applications_parent_id"), "applications", ["parent_id"], unique=False)
    for table in BELONGING:
        op.drop_constraint(op.f(f"fk_{table}_application_id_applications"), table, type_="foreignkey")
        op.alter_column(table, "application_id", new_column_name="case_id")
        op.create_foreign_key(op.f(f"fk_{table}_case_id_cases"), table, "cases", ["case_id"], ["id"])
    _rename("case")
    # Some messages are about no case, such as a rule that waits for approval.
    op.alter_column("messages", "case_id", nullable=True)
    _submissions()
    _likeness()


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("claims", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("documents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("submitted_by_name", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_submissions_numbered_from_one")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_submissions_sha256_shape")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_submissions_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_submissions_case_id_number")),
    )
    op.execute("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON submissions FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER never_truncated BEFORE TRUNCATE ON submissions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    # A file that was uploaded stays what it is; all that may be said of it later is that it was taken back.
    op.execute(
        """
        CREATE FUNCTION refuse_all_but_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND to_jsonb(OLD) - 'withdrawn_at' = to_jsonb(NEW) - 'withdrawn_at' THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '% are taken back, never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    op.execute("CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON documents FOR EACH ROW EXECUTE FUNCTION refuse_all_but_withdrawal()")


def _likeness() -> None:
    """Keep the keys by which numbers that look alike are found, and what officers said of them."""
    op.create_table(
        "number_keys",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_number_keys_application_id_applications")),
        sa.PrimaryKeyConstraint("scope", "whole", "key", "application_id", name=op.f("pk_number_keys")),
    )
    op.create_index("ix_number_keys_application_id", "number_keys", ["application_id"], unique=False)
    op.create_table(
        "likeness_answers",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("application_id", sa.UUID(), nullable=False),
        sa.Column("other_id", sa.UUID(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("other_subject", sa.Text(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("application_id <> other_id", name=op.f("ck_likeness_answers_of_two")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_likeness_answers_application_id_applications")),
        sa.ForeignKeyConstraint(["other_id"], ["applications.id"], name=op.f("fk_likeness_answers_other_id_applications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness_answers")),
    )
    for column in ("application_id", "other_id"):
        op.create_index(f"ix_likeness_answers_{column}", "likeness_answers", [column], unique=False)
    # What an officer said stays said.
    op.execute("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON likeness_answers FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER never_truncated BEFORE TRUNCATE ON likeness_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def _rename(owner: str) -> None:
    """Name indexes and keys after whom their rows belong to."""
    other = "application" if owner == "case" else "case"
    for table in ("tasks", "documents"):
        op.execute(f"ALTER INDEX ix_{table}_{other} RENAME TO ix_{table}_{owner}")
    for table in ("messages", "notices", "objections", "ledger_transfers"):
        op.execute(f"ALTER INDEX ix_{table}_{other}_id RENAME TO ix_{table}_{owner}_id")
    op.execute(f"ALTER INDEX uq_audit_events_{other}_id_sequence RENAME TO uq_audit_events_{owner}_id_sequence")


def downgrade() -> None:
    """Take back. Cases of other processes have no place in the schema before: there may be none."""
    op.drop_table("likeness_answers")
    op.drop_table("number_keys")
    op.execute("DROP TRIGGER stays ON documents")
    op.execute("DROP FUNCTION refuse_all_but_withdrawal()")
    op.drop_table("submissions")
    op.execute("DELETE FROM messages WHERE case_id IS NULL")
    op.alter_column("messages", "case_id", nullable=False)
    _rename("application")
    for table in BELONGING:
        op.drop_constraint(op.f(f"fk_{table}_case_id_cases"), table, type_="foreignkey")
        op.alter_column(table, "case_id", new_column_name="application_id")
        op.create_foreign_key(op.f(f"fk_{table}_application_id_applications"), table, "applications", ["application_id"], ["id"])
    op.drop_column("applications", "parent_id")
    op.drop_column("applications", "origin")
    op.drop_index("ix_applications_subject", table_name="applications")
    op.drop_constraint(op.f("fk_applications_id_cases"), "applications", type_="foreignkey")
    op.alter_column("applications", "id", server_default=sa.text("uuidv7()"))
    for column in MOVED:
        op.add_column("applications", sa.Column(str(column.name), column.type, nullable=True, server_default=column.server_default))
    assigned = ", ".join(f"{column.name} = cases.{column.name}" for column in MOVED)
    op.execute(f"UPDATE applications SET {assigned} FROM cases WHERE cases.id = applications.id")  # noqa: S608 - names of our own columns
    for column in MOVED:
        if column.name not in MAY_BE_NULL:
            op.alter_column("applications", str(column.name), nullable=False)
    for name in ("number", "item_code", "department", "created_by"):
        op.alter_column("applications", name, server_default=None)
    op.create_unique_constraint(op.f("uq_applications_number"), "applications", ["number"])
    op.create_check_constraint(op.f("ck_applications_stage"), "applications", f"stage IN ({LISTED})")
    op.create_check_constraint(
        op.f("ck_applications_submitted_before_handled"),
        "applications",
        "(stage IN ('draft', 'discarded')) OR submitted_at IS NOT NULL",
    )
    op.create_index("ix_applications_subject", "applications", ["item_code", "subject"], unique=False)
    op.create_index("ix_applications_department_stage", "applications", ["department", "stage", "id"], unique=False)
    op.drop_index("ix_cases_process", table_name="cases")
    op.drop_index("ix_cases_department_stage", table_name="cases")
    op.drop_table("cases")
    op.execute("DROP SEQUENCE case_numbers")
