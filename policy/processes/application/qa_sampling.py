"""抽查。Which awards get a second look before payment: every one above a threshold, and a random share of the others."""

from __future__ import annotations

from policy.money import Rate

ABOVE_THRESHOLD, DRAWN = "above_threshold", "drawn"


def why_sampled(award_fen: int, threshold_fen: int, share: Rate, draw: int) -> str | None:
    """Return why an award gets a second look, or None when it gets none.

    Args:
        award_fen: The award.
        threshold_fen: Above which each is looked at.
        share: Which part of the others is, between 0 and 1.
        draw: A random number of `range(share.denominator)`, each as likely as any other.
    """
    if award_fen > threshold_fen:
        return ABOVE_THRESHOLD
    return DRAWN if draw < share.numerator else None
