"""再核算。What a re-decision comes to: what corrected facts give, less what was paid; a supplement, nothing, or a debt.

What was asked back as too much and nobody has paid yet is still with the enterprise: it is not paid again, but asked back no longer.
What was given up is with the enterprise too, and counts first towards what is due later (`models.queries.held` says it for all).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policy.money import share_of
from policy.processes.matching.reckoning import Asked


class Outcome(StrEnum):
    """What follows from a re-decision."""

    SUPPLEMENT = "supplement"
    DEBT = "debt"
    INCREASE = "increase"
    REDUCTION = "reduction"
    RELIEF = "relief"
    NOTHING = "nothing"


ADVERSE: Final = frozenset({Outcome.DEBT, Outcome.REDUCTION})
"""The outcomes an enterprise loses by, so that it is heard first."""
ADDING: Final = frozenset({Outcome.SUPPLEMENT, Outcome.INCREASE})
"""The outcomes by which more is paid than was decided."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of an award before it is decided anew.

    Attributes:
        decided_fen: What was decided, with what re-decisions added, in fen.
        corrected_fen: What of it is not due, since clawbacks asked it back as that and it is not due again, in fen; not what was asked
            back for what happened since.
        reclaimable_fen: What is due, held and not asked back, in fen.
        unpaid_fen: What was decided and is not paid, or was returned by the bank, in fen; beside it a supplement may be paid.
        outstanding_fen: What was asked back as too much and is neither paid back nor given up, in fen.
        given_up_fen: What was asked back as not due and given up, and is not due again, in fen: the enterprise has it.
        taken_fen: What was found not to be due after a breach had taken it back, in fen: nobody has asked for it twice.
        demanded_fen: What of it clawbacks asked back for whatever cause, in fen.
        later_fen: What of it is to be paid in later parts that nobody has begun to pay, in fen.
    """

    decided_fen: int
    corrected_fen: int
    reclaimable_fen: int
    unpaid_fen: int
    outstanding_fen: int = 0
    given_up_fen: int = 0
    taken_fen: int = 0
    demanded_fen: int = 0
    later_fen: int = 0

    @property
    def paid(self) -> bool:
        """Whether all of it was paid but for later parts, beside which a supplement is paid."""
        return not self.unpaid_fen

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
        amount_fen: What is paid besides, asked back, added or taken off, or demanded no longer where nothing else follows, in fen.
        relieved_fen: What is demanded back no longer of what was not paid back yet, in fen; also beside a supplement.
        reduced_fen: What of it that was not paid is not paid any more, in fen; also beside a debt.
        due_again_fen: What had been given up and is due again, so that it is not paid, in fen.
        taken_fen: What is not due and a breach has taken back already, so that it is not asked for, in fen; less than nothing where that
            is due after all, and not paid.
        later_fen: What of that which is not paid any more is taken off later parts, in fen: off them first.
    """

    outcome: Outcome
    before_fen: int
    after_fen: int
    amount_fen: int
    relieved_fen: int = 0
    reduced_fen: int = 0
    due_again_fen: int = 0
    taken_fen: int = 0
    later_fen: int = 0


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
        taken_fen = min(difference_fen, standing.taken_fen)
        again_fen = min(difference_fen - taken_fen, standing.given_up_fen)
        difference_fen -= taken_fen + again_fen
        if not difference_fen:
            return Reckoned(Outcome.NOTHING, before_fen, after_fen, 0, due_again_fen=again_fen, taken_fen=-taken_fen)
        relieved_fen = min(difference_fen, standing.outstanding_fen)
        if relieved_fen == difference_fen:
            return Reckoned(
                Outcome.RELIEF, before_fen, after_fen, relieved_fen, relieved_fen, due_again_fen=again_fen, taken_fen=-taken_fen
            )
        outcome = Outcome.SUPPLEMENT if standing.paid else Outcome.INCREASE
        return Reckoned(
            outcome,
            before_fen,
            after_fen,
            difference_fen - relieved_fen,
            relieved_fen,
            due_again_fen=again_fen,
            taken_fen=-taken_fen,
        )
    # What nobody has been paid is not paid, before anything that somebody has is asked back.
    reduced_fen = min(-difference_fen, standing.unpaid_fen + standing.later_fen)
    later_fen = min(reduced_fen, standing.later_fen)
    asked_fen = max(min(-difference_fen - reduced_fen, standing.reclaimable_fen), 0)
    taken_fen = -difference_fen - reduced_fen - asked_fen
    if asked_fen:
        return Reckoned(Outcome.DEBT, before_fen, after_fen, asked_fen, reduced_fen=reduced_fen, taken_fen=taken_fen, later_fen=later_fen)
    outcome = Outcome.REDUCTION if reduced_fen else Outcome.NOTHING
    return Reckoned(outcome, before_fen, after_fen, reduced_fen, reduced_fen=reduced_fen, taken_fen=taken_fen, later_fen=later_fen)


@dataclass(frozen=True, slots=True)
class Left:
    """What a demand comes to once less of it has a ground.

    Attributes:
        amount_fen: What is still demanded, with what was paid back of it, in fen.
        ground_fen: What that answers for, of which a rule may have only a share asked, in fen.
    """

    amount_fen: int
    ground_fen: int


def lower(demands: Sequence[Asked], less_fen: int) -> list[Left]:
    """Return what open demands of an award come to when less is asked back in all; the one that was made last gives way first.

    None falls below what was paid back of it: that is due again as a supplement.

    Args:
        demands: The demands, oldest first.
        less_fen: What is not to be paid back any longer, in fen; no more than what is outstanding of them.
    """
    left = []
    for demand in reversed(demands):
        part_fen = min(less_fen, demand.asked_fen - demand.repaid_fen)
        less_fen -= part_fen
        ground_fen = demand.asked_fen - part_fen
        asked_fen = ground_fen if demand.share is None else share_of(ground_fen, demand.share)
        left.append(Left(max(min(demand.amount_fen, asked_fen), demand.repaid_fen), ground_fen))
    return left[::-1]
