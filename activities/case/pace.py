"""再看的节奏。When a case looks again at what somebody else still has to decide: soon at first, and then each day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

_AT_LEAST: Final = timedelta(seconds=1)
_AT_MOST: Final = timedelta(days=1)


def looks_again_at(since: datetime, now: datetime) -> datetime:
    """Return when a case that has waited since a moment looks again."""
    return now + min(max((now - since) // 2, _AT_LEAST), _AT_MOST)
