"""日历的活动签名。The names and types of the calendar's activities."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from activities.signatures.case import Message
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
        asked_at: When that was asked; one that was asked for before another was imported is out of date.
        attestation: What the API vouches for it with.
    """

    year: int
    document_no: str
    days: list[CalendarDay]
    actor: Actor
    asked_at: datetime
    attestation: str = ""

    @property
    def workflow_id(self) -> str:
        """The id its workflow has: the same notice sent twice is one import, another one of the same year waits in the database."""
        words = [self.document_no, *(f"{day.day} {day.kind} {day.name}" for day in self.days)]
        return f"calendar-import/{self.year}/{hashlib.sha256(chr(10).join(words).encode()).hexdigest()[:16]}"

    def as_message(self) -> Message:
        """Return it as the request that the API vouches for."""
        said = {"year": self.year, "document_no": self.document_no, "days": [asdict(day) for day in self.days]}
        return Message(IMPORT_CALENDAR, self.actor, self.asked_at.isoformat(), None, said)


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
