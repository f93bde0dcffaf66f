"""材料。Evidence that belongs to a case: the file's fingerprint and type; the bytes are in the evidence store under their hash."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class Document(Base):
    """A piece of evidence."""

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("size_bytes > 0", name="not_empty"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_shape"),
        Index("ix_documents_case", "case_id", "id"),
    )

    id: Mapped[Id]
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    evidence_code: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[Now]
    withdrawn_at: Mapped[datetime | None]
