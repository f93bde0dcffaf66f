"""统一分配的活动签名。The names and types of the allocation's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field

SETTLE_SHARES = "settle_shares"


@dataclass(frozen=True, slots=True)
class AllocationParticulars:
    """The particulars of a list that its workflow needs, beyond the state every case has.

    Attributes:
        shares: How many applications are on it.
        untaken: The workflow ids of the applications that have not taken their share yet, once the list is approved.
    """

    shares: int = 0
    untaken: list[str] = field(default_factory=list)
