"""配套项目的活动签名。The names and types of the matching project's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CHECK_UPSTREAM = "check_upstream"
LOOK_UPSTREAM = "look_upstream"


@dataclass(frozen=True, slots=True)
class MatchingParticulars:
    """The particulars of a matching project that its workflow needs, beyond the state every case has.

    Attributes:
        upstream: What the registry last said: its status, and the day on which that was so.
        matched: Years that were claimed, each with what was awarded, for the people who read the Web UI.
        clawbacks: The open clawbacks of its claims, each as a `CaseStart`, to be started if they do not run yet.
        binds_again: The claims of which waived money is due again, whose commitment is to look at that.
    """

    upstream: str = ""
    matched: dict[str, int] = field(default_factory=dict)
    clawbacks: list[dict[str, Any]] = field(default_factory=list)
    binds_again: list[str] = field(default_factory=list)
