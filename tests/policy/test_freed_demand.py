"""让出的款项的测试。What a breach asks besides once another demand gives way: to the fen what it would have asked without that demand."""

from __future__ import annotations

from datetime import date

import pytest

from policy.processes.clawback.freed import besides
from policy.processes.clawback.repayment import Terms, reclaim

SIGNED, BREACH = date(2025, 6, 1), date(2026, 6, 1)
PRO_RATA, FULL, NONE = Terms("pro_rata", 3), Terms("full", 3), Terms("none", 3)


def reckoned(terms: Terms, held_fen: int) -> dict[str, object]:
    """Return what a breach reckoned of an award of which so much was held and asked for by nothing else."""
    found = reclaim(terms, held_fen, SIGNED, BREACH)
    return {"amount_fen": found.amount_fen, "reckoning": found.reckoning}


def whole(terms: Terms, held_fen: int) -> int:
    return reclaim(terms, held_fen, SIGNED, BREACH).amount_fen


@pytest.mark.parametrize("terms", [PRO_RATA, FULL, NONE], ids=lambda terms: terms.repay)
@pytest.mark.parametrize(("before_fen", "after_fen"), [(0, 1001), (300, 500), (300, 301), (500, 500)])
def test_breach_asks_in_all_what_its_terms_ask_when_another_demand_gives_way(terms: Terms, before_fen: int, after_fen: int) -> None:
    found = besides(reckoned(terms, before_fen), 0, before_fen, after_fen)
    assert whole(terms, before_fen) + found.amount_fen == whole(terms, after_fen)


@pytest.mark.parametrize("terms", [PRO_RATA, FULL], ids=lambda terms: terms.repay)
def test_breach_asks_no_fen_twice_when_the_other_demand_was_made_after_it(terms: Terms) -> None:
    assert besides(reckoned(terms, 500), 0, 300, 500).amount_fen == 0


def test_breach_asks_only_for_the_rest_when_a_demand_gives_way_twice() -> None:
    first = besides(reckoned(FULL, 300), 0, 300, 400)
    second = besides(reckoned(FULL, 300), first.amount_fen, 400, 500)
    assert (first.amount_fen, second.amount_fen) == (100, 100)


def test_breach_asks_for_nothing_besides_when_its_terms_could_not_be_reckoned() -> None:
    figures = {"terms": PRO_RATA.as_dict(), "paid_fen": 300, "not_reckoned": "stay_years"}
    assert besides({"amount_fen": 0, "reckoning": figures}, 0, 300, 500).amount_fen == 0
