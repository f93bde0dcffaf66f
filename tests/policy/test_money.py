from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.money import MAX_FEN, Rate, compared, grown_by, parse_rate, share_of, wan, write_rate, write_rounded, write_yuan

RATES = st.builds(lambda nine_places: Rate(nine_places, 10**9), st.integers(0, 999 * 10**9))
AMOUNTS = st.integers(0, MAX_FEN)


@given(amount=AMOUNTS, rate=RATES)
def test_share_is_rounded_down_when_not_whole(amount: int, rate: Rate) -> None:
    assert 0 <= Fraction(amount) * rate - share_of(amount, rate) < 1


@given(amount=AMOUNTS, rate=RATES)
def test_growth_is_rounded_up_when_not_whole(amount: int, rate: Rate) -> None:
    assert 0 <= grown_by(amount, rate) - amount * (1 + rate) < 1


@given(rate=RATES)
def test_rate_is_the_same_when_written_and_read_again(rate: Rate) -> None:
    assert parse_rate(write_rate(rate)) == rate


@pytest.mark.parametrize(("fen", "written"), [(0, "0.00"), (1, "0.01"), (100, "1.00"), (wan(5000), "50,000,000.00"), (-105, "-1.05")])
def test_amount_is_written_in_yuan_when_for_people(fen: int, written: str) -> None:
    assert write_yuan(fen) == written


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (MAX_FEN, "90万亿元"),
        (MAX_FEN - 1, "89,999,999,999,999.99元"),
        (wan(10_000), "1亿元"),
        (wan(100_000_000), "1万亿元"),
        (wan(5000), "5000万元"),
        (1, "0.01元"),
        (0, "0元"),
    ],
)
def test_bound_is_written_with_few_figures_when_the_rest_are_noughts(fen: int, written: str) -> None:
    assert write_rounded(fen) == written


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ((wan(5000), wan(300)), ["5000万元", "300万元"]),
        ((wan(10), 0), ["10万元", "0元"]),
        ((wan(17_957) + 900_000, wan(100)), ["179,579,000元", "1,000,000元"]),
        ((1, wan(1)), ["0.01元", "10,000元"]),
    ],
)
def test_amounts_are_said_in_one_unit_when_they_are_compared(amounts: tuple[int, ...], said: list[str]) -> None:
    assert [one.zh for one in compared(*amounts)] == said
