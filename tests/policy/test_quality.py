"""Which awards get a second look before payment: at the threshold, and at the edges of chance."""

from __future__ import annotations

from fractions import Fraction

import pytest

from policy.processes.application.qa_sampling import why_sampled

THRESHOLD = 500
TWENTIETH = Fraction(1, 20)


@pytest.mark.parametrize(("award_fen", "why"), [(499, None), (500, None), (501, "above_threshold")])
def test_award_is_looked_at_when_it_is_above_the_threshold(award_fen: int, why: str | None) -> None:
    assert why_sampled(award_fen, THRESHOLD, Fraction(0), 0) == why


@pytest.mark.parametrize(("draw", "why"), [(0, "drawn"), (1, None), (19, None)])
def test_award_is_looked_at_when_the_draw_falls_on_it(draw: int, why: str | None) -> None:
    assert why_sampled(1, THRESHOLD, TWENTIETH, draw) == why


@pytest.mark.parametrize(("share", "drawn"), [(Fraction(0), 0), (TWENTIETH, 1), (Fraction(7, 20), 7), (Fraction(1), 1)])
def test_as_many_draws_fall_on_an_award_as_the_share_says(share: Fraction, drawn: int) -> None:
    assert sum(why_sampled(1, THRESHOLD, share, draw) is not None for draw in range(share.denominator)) == drawn
