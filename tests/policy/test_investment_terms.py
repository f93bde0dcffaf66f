"""What a buy-back costs by the formula of the agreement: simple interest by exact days, rounded half up once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from policy.errors import Refusal
from policy.processes.investment.terms import Terms, differing

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


# -- put before the committee -------------------------------------------------------------------------------------------------------

LISTED_ON = date(2028, 12, 1)
WHOLE = {"valuation_fen": 6_000_000_000, "share_bp": 333}
AMOUNT = 199_999_999


def faults_of(amount_fen: int = AMOUNT, on: date = LISTED_ON, asked_fen: int | None = None, **changes: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        terms(**(WHOLE | changes)).require_listed(amount_fen, asked_fen or amount_fen, on)
    return [fault.field for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("amount_fen", "share_bp"),
    # 3.33% of 6000 万 is 199.8 万; from 199.5 to 200.1 万 it is the nearest share.
    [(199_800_000, 333), (199_500_000, 333), (200_100_000, 333), (200_100_000, 334), (199_500_000, 332), (AMOUNT, 333)],
)
def test_terms_are_taken_when_the_share_is_the_amount_of_the_valuation_but_for_rounding(amount_fen: int, share_bp: int) -> None:
    terms(**(WHOLE | {"share_bp": share_bp})).require_listed(amount_fen, amount_fen, LISTED_ON)


@pytest.mark.parametrize(
    ("amount_fen", "share_bp"), [(199_499_999, 333), (200_100_001, 333), (200_000_000, 500), (200_000_000, 1), (200_000_000, 3333)]
)
def test_terms_are_refused_when_the_share_is_another_part_of_the_valuation(amount_fen: int, share_bp: int) -> None:
    assert faults_of(amount_fen, share_bp=share_bp) == ["share_bp"]


@pytest.mark.parametrize("amount_fen", [1, 299_999, 6_000_000_000, 6_000_000_001])
def test_terms_are_refused_when_the_amount_is_no_share_of_the_valuation_or_all_of_it(amount_fen: int) -> None:
    assert faults_of(amount_fen, share_bp=1) == ["valuation_fen"]


@pytest.mark.parametrize(
    ("on", "fields"),
    [
        (date(2029, 1, 2), ["window_from"]),
        (date(2029, 12, 31), ["window_from"]),
        (date(2030, 1, 1), ["window_from", "window_to"]),
    ],
)
def test_window_is_refused_when_a_part_of_it_is_over_before_it_is_listed(on: date, fields: list[str]) -> None:
    assert faults_of(on=on) == fields


def test_window_is_taken_when_it_begins_on_the_day_of_listing() -> None:
    terms(**WHOLE).require_listed(AMOUNT, AMOUNT, date(2029, 1, 1))


@pytest.mark.parametrize(("asked_fen", "fields"), [(AMOUNT - 1, ["proposed_fen"]), (1, ["proposed_fen"])])
def test_amount_is_refused_when_it_is_more_than_is_asked_for(asked_fen: int, fields: list[str]) -> None:
    assert faults_of(asked_fen=asked_fen) == fields


def test_amount_is_taken_when_it_is_less_than_is_asked_for() -> None:
    terms(**WHOLE).require_listed(AMOUNT, AMOUNT + 1, LISTED_ON)


def test_every_fault_is_named_when_there_are_several() -> None:
    assert faults_of(on=date(2030, 1, 1), share_bp=500) == ["window_from", "window_to", "share_bp"]


@pytest.mark.parametrize(("amount_fen", "share_bp"), [(150_000_000, 250), (99_999_999, 167), (300_000, 1), (299_999, 0)])
def test_share_follows_the_amount_when_another_is_resolved(amount_fen: int, share_bp: int) -> None:
    lowered = terms(**WHOLE).of(amount_fen)
    assert (lowered.share_bp, lowered.valuation_fen) == (share_bp, WHOLE["valuation_fen"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount_fen": AMOUNT - 1}, {"amount_fen": "与决议不一致，决议为1,999,999.99元"}),
        ({"share_bp": 334}, {"share_bp": "与决议不一致，决议为3.33%"}),
        ({"window_to": "2030-01-01", "formula": "other"}, {"window_to": "决议为2029-12-31", "formula": "决议为本金加单利"}),
        ({}, {}),
    ],
)
def test_agreement_differs_by_field_with_what_was_resolved(changes: dict[str, Any], said: dict[str, str]) -> None:
    resolved = terms(**WHOLE).resolved(AMOUNT)
    found = {fault.field: fault.message.zh for fault in differing(resolved | changes, resolved)}
    assert found.keys() == said.keys()
    assert all(said[name] in text for name, text in found.items())
