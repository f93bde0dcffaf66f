"""重新核定。What the clause gives for what is left of a year's upstream money, and what of an award therefore falls away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policy.judging.assessment import assess
from policy.language.facts import Json
from policy.money import Rate, parse_rate, share_of
from policy.processes.clawback.repayment import Calculation


def award_for(item_code: str, facts: Mapping[str, Json], rules: Sequence[Mapping[str, Json]], received_fen: int) -> int:
    """Return the award for a year's upstream money by the clause, in fen; nothing where a condition fails.

    Args:
        item_code: What was claimed.
        facts: The document the claim was assessed by.
        rules: The implementing rules it was assessed by.
        received_fen: What the project received in the year and kept.
    """
    return assess(item_code, {**facts, "upstream_received_fen": max(received_fen, 0)}, list(rules)).award_fen or 0


def supplement(item_code: str, facts: Mapping[str, Json], rules: Sequence[Mapping[str, Json]], received_fen: int, standing_fen: int) -> int:
    """Return what a year may be claimed for once more, in fen: what the clause gives for its money, less what stands of it.

    Whoever asked for less at first may ask for more now, so that what was asked for does not bind.

    Args:
        item_code: What was claimed.
        facts: The document a claim of the year was assessed by.
        rules: The implementing rules it was assessed by.
        received_fen: What the project received in the year and kept.
        standing_fen: What all claims of the year were awarded and have not paid back.
    """
    alone = {name: value for name, value in facts.items() if name != "requested_fen"} | {"already_paid_fen": 0, "cap_used_fen": 0}
    return max(award_for(item_code, alone, rules, received_fen) - standing_fen, 0)


def excess(paid_fen: int, before_fen: int, after_fen: int, due_fen: int) -> Calculation:
    """Return what of an award has no ground any longer.

    Args:
        paid_fen: What we paid.
        before_fen: What the year's upstream money was when we assessed it.
        after_fen: What of it stands.
        due_fen: What the clause gives for that.
    """
    figures = {"paid_fen": paid_fen, "upstream_before_fen": before_fen, "upstream_after_fen": after_fen, "reckoned_anew_fen": due_fen}
    return Calculation(max(paid_fen - due_fen, 0), figures)


@dataclass(frozen=True, slots=True)
class Asked:
    """A demand of a claim's money, as it stands.

    Attributes:
        amount_fen: What is demanded.
        repaid_fen: What of it was paid back.
        asked_fen: What it answers for, however an objection was ruled and whatever share of it a rule has asked: what was decided is not
            asked again. Nothing of one that was withdrawn because its ground was gone, nor of what was given up and is due again.
        open: Whether it is still to be paid or decided on.
        share: The part of its ground that a rule has asked; None: all of it.
    """

    amount_fen: int
    repaid_fen: int
    asked_fen: int
    open: bool
    share: Rate | None = None

    @classmethod
    def of(cls, amount_fen: int, repaid_fen: int, reckoning: Mapping[str, Json], *, open: bool) -> Asked:  # noqa: A002 - the word for it
        """Return a demand by what is kept of it."""
        asked_fen = int(reckoning.get("asked_of_fen", reckoning.get("reduced_from_fen", amount_fen)))
        share = parse_rate(reckoning.get("share"))
        asked_fen -= int(reckoning.get("due_again_fen", 0))
        return cls(amount_fen, repaid_fen, 0 if "withdrawn_fen" in reckoning else asked_fen, open, share)


def grounds_of(demands: Sequence[Asked], due_fen: int) -> list[int]:
    """Return what of each of a claim's demands has a ground by what has to be paid back in all, in fen.

    What was repaid, waived or written off is over, and is served first, the oldest first: what is still asked for gives way before it.

    Args:
        demands: What was ever asked back of the claim for the same cause, oldest first.
        due_fen: What of the claim's money has no ground any longer.
    """
    grounds = [0] * len(demands)
    for index in sorted(range(len(demands)), key=lambda index: demands[index].open):
        grounds[index] = min(demands[index].asked_fen, due_fen)
        due_fen -= grounds[index]
    return grounds


def groundless(demands: Sequence[Asked], due_fen: int) -> int:
    """Return what of that which is over has no ground any longer, in fen: of it, what was given up is due again.

    Args:
        demands: What was ever asked back of the claim for the same cause.
        due_fen: What of the claim's money has no ground any longer.
    """
    return max(sum(demand.asked_fen for demand in demands if not demand.open) - due_fen, 0)


def left_of(demands: Sequence[Asked], due_fen: int) -> list[int]:
    """Return what each of a claim's demands comes to by what has to be paid back in all, in fen.

    No demand grows by it, and none falls below what was paid back of it already: that stands to be claimed anew.
    """
    left = []
    for demand, ground_fen in zip(demands, grounds_of(demands, due_fen), strict=True):
        asked_fen = ground_fen if demand.share is None else share_of(ground_fen, demand.share)
        left.append(max(min(demand.amount_fen, asked_fen), demand.repaid_fen) if demand.open else demand.amount_fen)
    return left
