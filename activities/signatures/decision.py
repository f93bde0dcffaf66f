"""审定的活动签名。The name of the decision's own activity."""

from __future__ import annotations

SEEK_BUDGET = "seek_budget"
