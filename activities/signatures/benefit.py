"""人才优惠的活动签名。The name of the benefits' own activity, and the particulars their workflow is told."""

from __future__ import annotations

from dataclasses import dataclass, field

LOOK_AT_ENTRY = "look_at_entry"


@dataclass(frozen=True, slots=True)
class BenefitParticulars:
    """The particulars of benefits, beyond the state every case has.

    Attributes:
        benefits: What was asked for.
        granted: What of it was delivered.
        until: The day on which their year is over, as YYYY-MM-DD.
    """

    benefits: list[str] = field(default_factory=list)
    granted: list[str] = field(default_factory=list)
    until: str | None = None
