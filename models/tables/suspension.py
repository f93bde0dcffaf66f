"""暂停。Items that a superior policy suspends."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.approval import ForApproval, decided_once
from models.tables.base import Base, Id
from models.tables.states import listed
from policy.judging.suspension import Scope


class ItemSuspension(ForApproval, Base):
    """暂停。An item suspended by a superior policy from a day on (general term 5); in force when a second officer has approved it."""

    __tablename__ = "item_suspensions"
    __table_args__ = (
        CheckConstraint(f"scope IN ({listed(Scope)})", name="scope"),
        CheckConstraint("effective_to >= effective_from - CASE scope WHEN 'item' THEN 1 ELSE 0 END", name="dates_in_order"),
        *decided_once(),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_by_somebody"),
        Index("ix_item_suspensions_item", "item_code", "effective_from"),
    )

    id: Mapped[Id]
    item_code: Mapped[str]
    # Whether the days are those on which nothing of the item is done, or those of matters it is closed for.
    scope: Mapped[str] = mapped_column(server_default=text(f"'{Scope.ITEM}'"))
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    reason_zh: Mapped[str]
    reason_en: Mapped[str]
    document_no: Mapped[str]
