"""重新核定。What the clause gives for what is left of a year's upstream money, and what of an award therefore falls away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policy.judging.assessment import assess
from policy.language.facts import Json
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
