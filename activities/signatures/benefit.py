"""人才优惠的活动签名。The particulars of benefits that their workflow is told."""

from __future__ import annotations

from dataclasses import dataclass, field


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
