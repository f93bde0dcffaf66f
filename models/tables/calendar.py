"""工作日历。The calendar of working days: what a year's notice says, day by day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now


class CalendarYear(Base):
    """A year whose State Council notice is known, and the notice's number."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_no: Mapped[str]
    imported_by: Mapped[str]
    imported_at: Mapped[Now]


class CalendarDate(Base):
    """A day that a notice sets apart from the plain week: a holiday, or a weekend day worked to make up for one.

    A notice is of a year and not of a calendar year: the one for 2019 made up for New Year's Day on 29 December 2018. Where two notices
    set the same day, that of the later year stands.
    """

    __tablename__ = "calendar_dates"
    __table_args__ = (
        CheckConstraint("kind IN ('working', 'off')", name="kind"),
        CheckConstraint("status IN ('official', 'provisional')", name="status"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    # The year of the notice that sets the day, which may be the year after the day's own.
    notice_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    status: Mapped[str]
    name: Mapped[str]
