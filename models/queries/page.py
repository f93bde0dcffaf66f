"""分页。Which part of a list is read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: at most `limit` rows after the row with id `after`, newest first unless said otherwise."""

    limit: int
    after: uuid.UUID | None = None
