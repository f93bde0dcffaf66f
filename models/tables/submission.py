"""提交稿。Submissions: what an enterprise handed in of a case, each time it did, as it was then. Appended, never changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id
from policy.processes.acceptance.submission import Content


class Submission(Base):
    """One submission of a case, with its number among them."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("number > 0", name="numbered_from_one"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_shape"),
    )

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    facts: Mapped[dict[str, Any]]
    claims: Mapped[dict[str, Any]]
    # Each with its id, code, name, type, size and the hash of its file.
    documents: Mapped[list[Any]] = mapped_column(JSONB)
    # Of the content, as `policy.processes.acceptance.submission` writes it.
    sha256: Mapped[str]
    submitted_by: Mapped[str]
    submitted_by_name: Mapped[str]
    submitted_at: Mapped[datetime]

    @property
    def content(self) -> Content:
        """What was handed in."""
        return Content(self.facts, self.claims, self.documents)
