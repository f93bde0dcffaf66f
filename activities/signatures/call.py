"""榜单的活动签名。The names and types of the call's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field

LOOK_AT_SOLUTIONS = "look_at_solutions"
LOOK_AT_WINNERS = "look_at_winners"
LIST_SOLUTIONS = "list_solutions"


@dataclass(frozen=True, slots=True)
class CallParticulars:
    """The particulars of a call that its workflow needs, beyond the state every case has.

    Attributes:
        solutions: How many solutions were submitted.
        winners: How many were selected and are in their place.
    """

    solutions: int = 0
    winners: int = 0


@dataclass(frozen=True, slots=True)
class Solutions:
    """The workflow ids of a call's solutions that are still under way."""

    workflow_ids: list[str] = field(default_factory=list)
