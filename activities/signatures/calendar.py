"""日历的活动签名。The names and types of the calendar's activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from policy.actors import Actor

IMPORT_CALENDAR = "import_calendar"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day set apart from the plain week.

    Attributes:
        day: The day.
        kind: "working" or "off".
        name: What it is, such as 国庆节 or 国庆节调休.
    """

    day: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class CalendarNotice:
    """The State Council's notice for a year.

    Attributes:
        year: The year.
        document_no: The notice's number.
        days: Every day that differs from the plain week.
        actor: Who imports it.
    """

    year: int
    document_no: str
    days: list[CalendarDay]
    actor: Actor


@dataclass(frozen=True, slots=True)
class CalendarImported:
    """What an import did.

    Attributes:
        year: The year.
        days: How many days were set apart.
        recomputed: How many cases were told to count what is due again.
    """

    year: int
    days: int
    recomputed: int


@dataclass(frozen=True, slots=True)
class AffectedCases:
    """The cases that count to another end by the calendar as it is now."""

    workflow_ids: list[str] = field(default_factory=list)
