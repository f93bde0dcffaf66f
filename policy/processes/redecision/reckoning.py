"""再核算。What a re-decision comes to: what corrected facts give, less what was paid; a supplement, nothing, or a debt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policy.text import Text


class Outcome(StrEnum):
    """What follows from a re-decision."""

    SUPPLEMENT = "supplement"
    DEBT = "debt"
    INCREASE = "increase"
    REDUCTION = "reduction"
    NOTHING = "nothing"


OUTCOME_NAMES: Final[Mapping[Outcome, Text]] = {
    Outcome.SUPPLEMENT: Text("补充支持", "A supplement"),
    Outcome.DEBT: Text("退回多拨付的资金", "A debt"),
    Outcome.INCREASE: Text("调增尚未拨付的金额", "More is paid"),
    Outcome.REDUCTION: Text("调减尚未拨付的金额", "Less is paid"),
    Outcome.NOTHING: Text("金额不变", "Nothing"),
}
ADVERSE: Final = frozenset({Outcome.DEBT, Outcome.REDUCTION})
"""The outcomes an enterprise loses by, so that it is heard first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of an award before it is decided anew.

    Attributes:
        decided_fen: What was decided, with what re-decisions added, in fen.
        corrected_fen: What of it clawbacks asked back because it was not due, in fen; not what was asked back for what happened since.
        reclaimable_fen: What was paid and nobody has asked back yet, in fen.
        paid: Whether it was paid.
    """

    decided_fen: int
    corrected_fen: int
    reclaimable_fen: int
    paid: bool

    @property
    def before_fen(self) -> int:
        """What is due as it stands, in fen."""
        return self.decided_fen - self.corrected_fen


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a re-decision comes to.

    Attributes:
        outcome: What follows.
        before_fen: What was due before, in fen.
        after_fen: What is due by the corrected facts, in fen.
        amount_fen: What is paid besides, asked back, added or taken off, in fen.
    """

    outcome: Outcome
    before_fen: int
    after_fen: int
    amount_fen: int


def reckon(standing: Standing, then_fen: int, now_fen: int) -> Reckoned:
    """Return what corrected facts come to beside what stands.

    Args:
        standing: What stands.
        then_fen: What they give by the law and the other awards of the time of the decision, in fen.
        now_fen: What they give by the same law beside the other awards of today, in fen. No cap is passed by a supplement; nor does a
            later award, which left room for this one, make a debt of it.
    """
    before_fen = standing.before_fen
    after_fen = then_fen if then_fen <= before_fen else max(before_fen, min(then_fen, now_fen))
    difference_fen = after_fen - before_fen
    if difference_fen > 0:
        return Reckoned(Outcome.SUPPLEMENT if standing.paid else Outcome.INCREASE, before_fen, after_fen, difference_fen)
    asked_fen = min(-difference_fen, standing.reclaimable_fen) if standing.paid else -difference_fen
    if not asked_fen:
        return Reckoned(Outcome.NOTHING, before_fen, after_fen, 0)
    return Reckoned(Outcome.DEBT if standing.paid else Outcome.REDUCTION, before_fen, after_fen, asked_fen)
