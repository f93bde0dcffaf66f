"""专题会的活动签名。The names and types of the meeting's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field

SETTLE_AGENDA = "settle_agenda"
TAKE_RESOLUTION = "take_resolution"


@dataclass(frozen=True, slots=True)
class MeetingParticulars:
    """The particulars of a meeting that its workflow needs, beyond the state every case has.

    Attributes:
        matters: How many cases are on its agenda.
        untaken: The workflow ids of the cases that have not taken what was resolved yet.
    """

    matters: int = 0
    untaken: list[str] = field(default_factory=list)
