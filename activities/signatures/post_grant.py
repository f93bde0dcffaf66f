"""后补助项目的活动签名。The names and types of the post-grant project's own activities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

VERIFY_SOLUTION = "verify_solution"
LEARN_SELECTION = "learn_selection"
ORIGINATE_AWARD = "originate_award"


@dataclass(frozen=True, slots=True)
class PostGrantParticulars:
    """The particulars of a post-grant project that its workflow needs, beyond the state every case has.

    Attributes:
        call: The workflow id of the call it answers.
        panel_done: Whether every expert of the panel has scored.
        score: The panel's mean, as people read it; empty before.
        milestones_passed: How many milestones have passed.
        milestones: How many were agreed.
        due_on: The date of the next, as agreed.
        rectifications_left: How many rectifications of the milestone under way are left.
        award: The application it was carried over to (`activities.signatures.case_start.CaseStart`).
        awaited: Whether its call waits for what becomes of it: somebody stands by.
        undecided_objections: How many objections to its selection wait for a ruling.
    """

    call: str
    panel_done: bool = False
    score: str = ""
    milestones_passed: int = 0
    milestones: int = 0
    due_on: str = ""
    rectifications_left: int = 0
    award: dict[str, Any] | None = None
    awaited: bool = False
    undecided_objections: int = 0
