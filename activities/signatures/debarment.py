"""限制申报的活动签名。The particulars of a debarment that its workflow is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DebarmentParticulars:
    """The particulars of a debarment, beyond the state every case has.

    Attributes:
        clawback: The number of the demand it follows.
        barred_on: The day it was barred, as YYYY-MM-DD.
        until: The last day on which it is, or would be.
    """

    clawback: str = ""
    barred_on: str | None = None
    until: str | None = None
