"""常用筛选。A person's own filters of a list, under the name they gave them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now


class SavedView(Base):
    """What somebody looks for in a list again and again.

    Attributes:
        subject: Whose it is.
        name: What they call it.
        list_path: The list, by its path.
        query: Its query parameters.
        saved_at: When it was kept last.
    """

    __tablename__ = "saved_views"

    subject: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    list_path: Mapped[str]
    query: Mapped[dict[str, Any]]
    saved_at: Mapped[Now]
