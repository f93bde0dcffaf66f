"""基础数据。What changes by notice or rule rather than by case: the calendar, the expert pool, the implementing rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now


class CalendarYear(Base):
    """A year whose State Council notice is known, and the notice's number."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_no: Mapped[str]
    imported_by: Mapped[str]
    imported_at: Mapped[Now]


class CalendarDate(Base):
    """A day that differs from the plain week: a holiday, or a weekend day worked to make up for one."""

    __tablename__ = "calendar_dates"
    __table_args__ = (
        CheckConstraint("kind IN ('working', 'off')", name="kind"),
        CheckConstraint("status IN ('official', 'provisional')", name="status"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str]
    name: Mapped[str]


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


class ImplementingRule(Base):
    """实施细则。A dated set of values an item's rule reads; in force when a second officer has approved it."""

    __tablename__ = "implementing_rules"
    __table_args__ = (
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="dates_in_order"),
        CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name="four_eyes"),
        CheckConstraint("approved_at IS NULL OR approved_by IS NOT NULL", name="approved_by_somebody"),
        Index("ix_implementing_rules_item", "item_code", "effective_from"),
    )

    id: Mapped[Id]
    item_code: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    values: Mapped[dict[str, Any]]
    document_no: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[Now]
    approved_by: Mapped[str | None]
    # Unknown for what was approved before the instant was kept.
    approved_at: Mapped[datetime | None]


class ItemSuspension(Base):
    """暂停。An item suspended by a superior policy from a day on (general term 5); in force when a second officer has approved it."""

    __tablename__ = "item_suspensions"
    __table_args__ = (
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="dates_in_order"),
        CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name="four_eyes"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_by_somebody"),
        Index("ix_item_suspensions_item", "item_code", "effective_from"),
    )

    id: Mapped[Id]
    item_code: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    reason_zh: Mapped[str]
    reason_en: Mapped[str]
    document_no: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[Now]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
