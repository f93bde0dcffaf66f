"""开放数据的活动签名。The name and types of the activity that publishes awards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PUBLISH_OPEN_DATA = "publish_open_data"


@dataclass(frozen=True, slots=True)
class OpenDataOrder:
    """An order to publish what there is to be published.

    Attributes:
        at: The moment it is given.
    """

    at: datetime


@dataclass(frozen=True, slots=True)
class OpenDataPublished:
    """What was published.

    Attributes:
        awards: How many awards are in it.
        is_new: Whether it is another edition than the one before.
    """

    awards: int
    is_new: bool
