"""任务。Human steps, open and closed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id
from policy.processes.registry import KINDS


class Task(Base):
    """One step that waits for a person, or was done by one."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_has_outcome"),
        CheckConstraint("completed_by IS NULL OR closed_at IS NOT NULL", name="completed_is_closed"),
        Index("ix_tasks_open", "role", "department", "id", postgresql_where=text("closed_at IS NULL")),
        Index(
            "ix_tasks_open_due",
            "department",
            text("coalesce(due_at, 'infinity'::timestamptz)"),
            "id",
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_tasks_open_enterprise", "enterprise_uscc", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_tasks_open_assignee", "assignee", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_tasks_case", "case_id", "id"),
        Index("ix_tasks_open_families", "families", postgresql_using="gin", postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    role: Mapped[str]
    department: Mapped[str]
    enterprise_uscc: Mapped[str | None]
    assignee: Mapped[str | None]
    # The enterprises its case is about: whoever has an interest in one does nothing in it.
    concerns: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # The families of cases of which what was done in them counts for who may do it.
    families: Mapped[list[uuid.UUID]] = mapped_column(server_default=text("'{}'"))
    # Whether anybody of its role and department could do it when last looked at; none, where the directory knows nobody of them.
    able: Mapped[bool | None] = mapped_column(FetchedValue())
    # What the task is about, such as the objection to rule on; its form's doers see it.
    about: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    # What its form asks besides the fields of its kind, because of its case.
    asked: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    opened_at: Mapped[datetime]
    # The legal clock counts these working days from this instant; a pause ends one count and begins another.
    clock_from: Mapped[datetime]
    working_days: Mapped[int]
    due_at: Mapped[datetime | None]
    due_provisional: Mapped[bool] = mapped_column(server_default=text("false"))
    warn_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    completed_by: Mapped[str | None]

    @property
    def overdue(self) -> str | None:
        """The event that follows past the due time, or None to escalate."""
        return KINDS[self.kind].overdue
