"""对账的活动签名。The name and types of the reconciliation's activity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from activities.signatures.case_start import CaseStart

RECONCILE_DAY = "reconcile_day"


@dataclass(frozen=True, slots=True)
class DayToReconcile:
    """A day, and when it is looked at.

    Attributes:
        day: The day in Beijing.
        at: The workflow's time.
        again: Whether a day that is over and was reconciled is looked at once more.
    """

    day: date
    at: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class CaseToAsk:
    """A case that has to ask the treasury again.

    Attributes:
        child: What its workflow is started with, should it have ended.
        about: The instruction.
    """

    child: CaseStart
    about: str


@dataclass(frozen=True, slots=True)
class DayReconciled:
    """What a reconciliation found.

    Attributes:
        day: The day.
        matched: Instructions and receipts on which both sides agree.
        differences: What does not agree by now.
        settled: Earlier differences that have settled themselves.
        to_ask: The cases to tell.
    """

    day: date
    matched: int
    differences: int
    settled: int
    to_ask: list[CaseToAsk] = field(default_factory=list)
