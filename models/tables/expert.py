"""专家库。The expert pool."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now


class Expert(Base):
    """Somebody who may be drawn for a panel."""

    __tablename__ = "experts"

    subject: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    employer_uscc: Mapped[str | None]
    departments: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    added_by: Mapped[str]
    added_at: Mapped[Now]
