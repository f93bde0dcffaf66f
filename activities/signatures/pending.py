"""待办事项的活动签名。The names and types of the activities of what waits outside every case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from activities.signatures.case_start import CaseStart

LOOK_AT_PENDING = "look_at_pending"
SETTLE_PENDING = "settle_pending"


@dataclass(frozen=True, slots=True)
class PendingLook:
    """A look at what waits.

    Attributes:
        at: The workflow's time.
    """

    at: datetime


@dataclass(frozen=True, slots=True)
class PendingFound:
    """What a look found.

    Attributes:
        opened: The cases that were opened.
        ended: The cases whose rows were ended: each is to look at its own.
        more: Whether there is more to be found.
    """

    opened: list[CaseStart]
    ended: list[CaseStart]
    more: bool


@dataclass(frozen=True, slots=True)
class PendingParticulars:
    """The particulars of a pending matter that its workflow needs, beyond the state every case has.

    Attributes:
        concerned: The workflow ids of the cases that are to look at what was approved.
        enters: Whether what was approved is a list, whose rows are entered now.
    """

    concerned: list[str] = field(default_factory=list)
    enters: bool = False
