"""让出的款项。What a breach asks besides once another demand, which it had counted as asked, gives way: no money falls between the two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from policy.processes.clawback.repayment import Calculation, Terms, reclaim

FREED_BY = "freed_by"
"""As what the reckoning of such a demand keeps which one gave way for it."""


def besides(reckoned: Mapping[str, Any], more_fen: int, before_fen: int, after_fen: int) -> Calculation:
    """Return what the signed terms ask besides of an award, of which other demands ask less than they did.

    Args:
        reckoned: What a breach, or a change, reckoned of the award when it asked: `amount_fen`, and the figures as its `reckoning`.
        more_fen: What was asked besides since, as other demands gave way, in fen.
        before_fen: What was due, held and asked for by nothing but the breach, in fen.
        after_fen: The same, once the other demand asks for less.
    """
    figures = reckoned["reckoning"]
    if "signed_on" not in figures:
        # The terms do not say enough to calculate anything by.
        return Calculation(0, dict(figures))
    terms, days = Terms.parse(figures["terms"]), [date.fromisoformat(figures[name]) for name in ("signed_on", "breach_on")]
    whole, was = reclaim(terms, after_fen, *days), reclaim(terms, before_fen, *days)
    # What it had reckoned with while the other demand was not made yet it does not ask for twice.
    asked_fen = max(was.amount_fen, int(reckoned["amount_fen"]) + more_fen)
    return Calculation(max(whole.amount_fen - asked_fen, 0), whole.reckoning)
