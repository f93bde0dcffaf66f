"""What people draft may be discarded, and lists and experts wait as tasks."""

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
REGISTERED = (
    *("specialised_enterprise", "plan_growth", "plan_partner", "confirmed_unit", "common_platform", "first_set", "high_growth_sme"),
    *("technology_enterprise", "talent", "patent_pool", "offshore_centre", "qualification"),
)


def upgrade() -> None:
    """Apply."""
    for process, (stages, _) in DRAFTED.items():
        _stages(process, (*stages, "discarded"))
    _waiting((*WAITING, *LISTS))
    _imports()


def downgrade() -> None:
    """Take back: nobody knows of a discarded draft."""
    op.drop_constraint(op.f("fk_recognitions_batch_recognition_imports"), "recognitions", type_="foreignkey")
    op.drop_table("recognition_imports")
    op.execute(sa.text(f"UPDATE pending_matters SET kind = 'rule' WHERE kind IN ({_listed(LISTS)})"))  # noqa: S608 - our own words
    _waiting(WAITING)
    for process, (stages, instead) in DRAFTED.items():
        op.execute(sa.text(f"UPDATE cases SET stage = '{instead}' WHERE process = '{process}' AND stage = 'discarded'"))  # noqa: S608
        _stages(process, stages)


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


def _waiting(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_pending_matters_kind"), "pending_matters", type_="check")
    op.create_check_constraint(op.f("ck_pending_matters_kind"), "pending_matters", f"kind IN ({_listed(kinds)})")


def _stages(process: str, stages: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_cases_{process}_stage"), "cases", type_="check")
    op.create_check_constraint(op.f(f"ck_cases_{process}_stage"), "cases", f"process <> '{process}' OR stage IN ({_listed(stages)})")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
