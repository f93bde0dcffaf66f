"""再决定的活动签名。The names and types of the re-decision's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ADJUST_AWARD = "adjust_award"
LOWER_DEMANDS = "lower_demands"


@dataclass(frozen=True, slots=True)
class RedecisionParticulars:
    """The particulars of a re-decision that its workflow needs, beyond the state every case has.

    Attributes:
        before_fen: What was due before, in fen.
        after_fen: What is due by the corrected facts, in fen.
        outcome: What follows.
        disbursement: State of the payment of a supplement that is under way or paid, if any.
        undecided_objections: Objections to its notice that nobody has ruled on.
        clawbacks: What the workflow of the clawback that was proposed is started with, if one was.
        binds_again: The award of which money that was given up is due again, whose commitment is to look at that; None where there is none.
    """

    before_fen: int = 0
    after_fen: int = 0
    outcome: str | None = None
    disbursement: str | None = None
    undecided_objections: int = 0
    clawbacks: list[dict[str, Any]] = field(default_factory=list)
    binds_again: str | None = None
