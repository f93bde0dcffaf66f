"""What a buy-back costs by the formula of the agreement: simple interest by exact days, rounded half up once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from policy.errors import Refusal
from policy.processes.investment.terms import Terms

GIVEN: dict[str, Any] = {
    "share_bp": 500,
    "valuation_fen": 1,
    "window_from": "2029-01-01",
    "window_to": "2029-12-31",
    "rate_bp": 435,
}
PAID = date(2026, 3, 2)


def terms(**changes: Any) -> Terms:
    return Terms.read(GIVEN | changes)


@pytest.mark.parametrize(
    ("days", "price"),
    [
        (0, 1_000_000_000),
        (-1, 1_000_000_000),
        # 1 000 万 at 4.35 % a year: 43.5 万 in 365 days, and 1191.78… yuan a day.
        (365, 1_043_500_000),
        (1, 1_000_119_178),
        (366, 1_043_619_178),
    ],
)
def test_price_is_the_investment_with_simple_interest_by_exact_days(days: int, price: int) -> None:
    assert terms().price_fen(1_000_000_000, PAID, PAID + timedelta(days=days)) == price


@pytest.mark.parametrize(("cost", "price"), [(3649, 3649), (3650, 3651), (3651, 3652)])
def test_half_a_fen_is_rounded_up(cost: int, price: int) -> None:
    # Half a day's worth of one per mille a year on 3650 fen would be half a fen: 3650 × 0.05 / 365 = 0.5.
    assert terms(rate_bp=500).price_fen(cost, PAID, PAID + timedelta(days=1)) == price


def test_nothing_is_added_when_the_agreement_has_no_interest() -> None:
    assert terms(rate_bp=0).price_fen(5, PAID, date(2036, 1, 1)) == 5


def test_terms_are_read_again_as_they_were_written() -> None:
    assert terms().as_dict() == GIVEN


def test_window_is_refused_when_it_ends_before_it_begins() -> None:
    with pytest.raises(Refusal):
        terms(window_to="2028-12-31")
