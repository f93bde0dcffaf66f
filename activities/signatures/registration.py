"""登记确认的活动签名。The name and type of the activity that asks the register about whom it was silent about."""

from __future__ import annotations

from dataclasses import dataclass

CONFIRM_ENTERPRISES = "confirm_enterprises"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What one round came to.

    Attributes:
        confirmed: How many enterprises the register has named.
        differing: How many of them it knows by another name than they gave.
        unknown: How many it does not know: they stay unconfirmed.
    """

    confirmed: int
    differing: int
    unknown: int
