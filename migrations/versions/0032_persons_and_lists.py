"""What people draft may be discarded, lists and experts wait as tasks, and a person's document may be another than it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# Who may have drafts, in which stages, and what a draft that was discarded counts as where nobody knows of that.
DRAFTED = {
    "benefit": (
        ("draft", "check", "correction", "delivery", "in_force", "unavailable", "ended", "refused", "lapsed", "withdrawn"),
        "withdrawn",
    ),
    "loan": (
        (
            *("draft", "check", "correction", "confirmation", "paper_check", "registered", "repaid", "cap_used", "cancelled", "refused"),
            *("lapsed", "withdrawn"),
        ),
        "withdrawn",
    ),
    "voucher": (
        (
            *("draft", "check", "correction", "verification", "decision", "commitment", "valid", "settling", "spent", "unused", "refused"),
            *("lapsed", "withdrawn"),
        ),
        "withdrawn",
    ),
    "employment": (("draft", "answer", "paper", "check", "attached", "refused", "lapsed", "withdrawn"), None),
    "settlement": (("draft", "check", "payment", "settled", "refused", "ended", "withdrawn"), "withdrawn"),
    "window": (
        (
            *("draft", "approval", "revision", "published", "open", "handling", "list_approval", "settling", "list_notice", "settled"),
            *("unanswered", "refused", "cancelled", "dropped"),
        ),
        "dropped",
    ),
}
WAITING = ("rule", "suspension", "targets", "budget_document", "difference")
LISTS = ("people_import", "recognition_import", "expert")
CHANGING = ("draft", "check", "changed", "refused", "withdrawn", "discarded")
REGISTERED = (
    *("specialised_enterprise", "plan_growth", "plan_partner", "confirmed_unit", "common_platform", "first_set", "high_growth_sme"),
    *("technology_enterprise", "talent", "patent_pool", "offshore_centre", "qualification"),
)
DOCUMENTS = ("resident_card", "permanent_residence", "hk_macau_permit", "taiwan_permit", "passport")


def upgrade() -> None:
    """Apply."""
    for process, (stages, instead) in DRAFTED.items():
        _stages(process, (*stages, "discarded" if instead else "ended"))
    _employments()
    op.create_check_constraint(
        op.f("ck_cases_document_change_stage"), "cases", f"process <> 'document_change' OR stage IN ({_listed(CHANGING)})"
    )
    _waiting((*WAITING, *LISTS))
    _imports()
    op.alter_column("natural_persons", "subject", nullable=True)
    _documents()


def downgrade() -> None:
    """Take back: who was registered on paper has signed in, and nobody had another document; nothing may belong to the cases that go."""
    op.drop_table("document_changes")
    op.drop_table("former_documents")
    op.execute(sa.text("UPDATE natural_persons SET subject = code WHERE subject IS NULL"))
    op.alter_column("natural_persons", "subject", nullable=False)
    op.drop_constraint(op.f("fk_recognitions_batch_recognition_imports"), "recognitions", type_="foreignkey")
    op.drop_table("recognition_imports")
    op.execute(sa.text(f"UPDATE pending_matters SET kind = 'rule' WHERE kind IN ({_listed(LISTS)})"))  # noqa: S608 - our own words
    _waiting(WAITING)
    op.drop_constraint(op.f("ck_cases_document_change_stage"), "cases", type_="check")
    for process, (stages, instead) in DRAFTED.items():
        op.execute(
            sa.text(f"UPDATE cases SET stage = '{instead}' WHERE process = '{process}' AND stage = 'discarded'")  # noqa: S608
            if instead
            else sa.text(
                "UPDATE cases SET stage = 'attached', closed_at = now() WHERE process = 'employment' AND stage IN ('attached', 'ended')"
            )
        )
        _stages(process, stages)


def _employments() -> None:
    """Let what is confirmed go on, if it counts still: its process is started again from what is stored."""
    op.execute(
        sa.text(
            """
            UPDATE cases SET stage = CASE WHEN counts THEN 'attached' ELSE 'ended' END, closed_at = CASE WHEN counts THEN NULL ELSE closed_at END
            FROM (
                SELECT employments.id, natural_persons.employer_uscc IS NOT DISTINCT FROM employments.employer_uscc
                       AND row_number() OVER (PARTITION BY employments.enterprise_uscc ORDER BY employments.id DESC) = 1 AS counts
                FROM employments
                JOIN natural_persons ON natural_persons.code = employments.enterprise_uscc
                JOIN cases AS own ON own.id = employments.id AND own.stage = 'attached'
            ) AS confirmed
            WHERE cases.id = confirmed.id
            """
        )
    )


def _imports() -> None:
    op.create_table(
        "recognition_imports",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f"kind IN ({_listed(REGISTERED)})", name=op.f("ck_recognition_imports_kind")),
        sa.CheckConstraint("decided_by <> imported_by OR NOT confirmed", name=op.f("ck_recognition_imports_confirmed_by_another")),
        sa.CheckConstraint(
            "num_nulls(decided_by, decided_by_name, decided_at, confirmed) IN (0, 4)",
            name=op.f("ck_recognition_imports_decided_by_somebody"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_imports")),
    )
    # A list of which anything was entered was confirmed, and one of which all was discarded was refused, by whoever did it first.
    op.execute(
        sa.text(
            """
            INSERT INTO recognition_imports
                (id, kind, document_no, size, imported_by, imported_at, decided_by, decided_by_name, decided_at, confirmed, reason)
            SELECT lists.batch, lists.kind, lists.document_no, lists.size, lists.imported_by, lists.imported_at,
                   first.actor, first.actor_name, first.occurred_at, first.event = 'imported', first.detail ->> 'reason'
            FROM (
                SELECT batch, min(kind) AS kind, min(statement) AS document_no, count(*) AS size, min(created_by) AS imported_by,
                       min(created_at) AS imported_at
                FROM recognitions JOIN cases USING (id) WHERE batch IS NOT NULL GROUP BY batch
            ) AS lists
            LEFT JOIN LATERAL (
                SELECT actor, actor_name, occurred_at, event, detail
                FROM audit_events JOIN recognitions ON recognitions.id = audit_events.case_id
                WHERE recognitions.batch = lists.batch AND event IN ('imported', 'import_refused')
                ORDER BY event, occurred_at LIMIT 1
            ) AS first ON true
            """
        )
    )
    op.create_foreign_key(op.f("fk_recognitions_batch_recognition_imports"), "recognitions", "recognition_imports", ["batch"], ["id"])


def _documents() -> None:
    kinds = _listed(DOCUMENTS)
    op.create_table(
        "former_documents",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        *_document(),
        sa.Column("mistyped", sa.Boolean(), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"document_kind IN ({kinds})", name=op.f("ck_former_documents_document_kind")),
        sa.ForeignKeyConstraint(["code"], ["natural_persons.code"], name=op.f("fk_former_documents_code_natural_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_documents")),
    )
    of_number = ["document_kind", "number_digest"]
    op.create_index("uq_former_documents_number", "former_documents", of_number, unique=True, postgresql_where=sa.text("NOT mistyped"))
    op.create_index("ix_former_documents_code", "former_documents", ["code"], unique=False)
    op.create_table(
        "document_changes",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("enterprise_uscc", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        *_document(),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.CheckConstraint(f"document_kind IN ({kinds})", name=op.f("ck_document_changes_document_kind")),
        sa.CheckConstraint("why IN ('renewed', 'mistyped')", name=op.f("ck_document_changes_why")),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_document_changes_id_cases")),
        sa.ForeignKeyConstraint(
            ["enterprise_uscc"], ["natural_persons.code"], name=op.f("fk_document_changes_enterprise_uscc_natural_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_changes")),
        sa.UniqueConstraint("request_key", name=op.f("uq_document_changes_request_key")),
    )
    op.create_index("ix_document_changes_person", "document_changes", ["enterprise_uscc", "id"], unique=False)


def _document() -> list[sa.Column[object]]:
    return [
        sa.Column("document_kind", sa.Text(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_shown", sa.Text(), nullable=False),
        sa.Column("number_digest", sa.LargeBinary(), nullable=False),
    ]


def _waiting(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_pending_matters_kind"), "pending_matters", type_="check")
    op.create_check_constraint(op.f("ck_pending_matters_kind"), "pending_matters", f"kind IN ({_listed(kinds)})")


def _stages(process: str, stages: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_cases_{process}_stage"), "cases", type_="check")
    op.create_check_constraint(op.f(f"ck_cases_{process}_stage"), "cases", f"process <> '{process}' OR stage IN ({_listed(stages)})")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
