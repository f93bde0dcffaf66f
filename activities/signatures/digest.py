"""每日汇总的活动签名。The name and types of the activity that has digests written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

WRITE_DIGESTS = "write_digests"


@dataclass(frozen=True, slots=True)
class DigestOrder:
    """An order to write the digests of a day.

    Attributes:
        at: The moment it is given.
    """

    at: datetime


@dataclass(frozen=True, slots=True)
class DigestsWritten:
    """What was written.

    Attributes:
        digests: How many people have something to be told.
    """

    digests: int
