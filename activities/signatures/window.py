"""申报批次的活动签名。The names and types of the window's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field

LOOK_AT_WINDOW = "look_at_window"
SETTLE_SHARES = "settle_shares"


@dataclass(frozen=True, slots=True)
class WindowParticulars:
    """The particulars of a window that its workflow needs, beyond the state every case has.

    Attributes:
        opens_at: When it opens, as Beijing's clocks show it.
        closes_at: When it closes.
        shares: How many applications are on its last list.
        untaken: The workflow ids of the applications that have not taken their share yet, once the list is approved.
    """

    opens_at: str = ""
    closes_at: str = ""
    shares: int = 0
    untaken: list[str] = field(default_factory=list)
