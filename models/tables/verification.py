"""核验。What the outside sources answered about an application."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class Verification(Base):
    """What the outside sources answered, once for each round of verification."""

    __tablename__ = "verifications"

    id: Mapped[Id]
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    applicant: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    failures: Mapped[list[Any]] = mapped_column(JSONB)
    # Facts a source of record supplied.
    supplied: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    verified_at: Mapped[Now]
