"""试算的活动签名。The names and types of the what-ifs' activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

TRY_WHAT_IF = "try_what_if"
END_WHAT_IF = "end_what_if"


def what_if_workflow_id(what_if_id: str) -> str:
    """Return the id its workflow has: started again, it is the same."""
    return f"what-if/{what_if_id}"


@dataclass(frozen=True, slots=True)
class WhatIfOrder:
    """A what-if that is stored.

    Attributes:
        what_if_id: Its id.
        summary: What operators read.
    """

    what_if_id: str
    summary: str


@dataclass(frozen=True, slots=True)
class WhatIfEnd:
    """A what-if that ends without a result.

    Attributes:
        what_if_id: Its id.
        cancelled: Whether somebody cancelled it; otherwise it failed.
        at: When, by the workflow's time.
    """

    what_if_id: str
    cancelled: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class WhatIfTried:
    """What came of it, as far as operators read it.

    Attributes:
        state: Where it stands.
        cases: How many rows were judged.
        difference_fen: What it would cost more.
    """

    state: str
    cases: int = 0
    difference_fen: int = 0
