"""再核算的测试。What corrected facts come to beside what stands, at each edge to the fen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policy.processes.redecision.reckoning import Outcome, Standing, reckon

PAID = Standing(decided_fen=1000, corrected_fen=0, reclaimable_fen=1000, paid=True)
UNPAID = replace(PAID, reclaimable_fen=0, paid=False)


@pytest.mark.parametrize(
    ("due_fen", "outcome", "amount_fen"),
    [(999, Outcome.DEBT, 1), (1000, Outcome.NOTHING, 0), (1001, Outcome.SUPPLEMENT, 1), (0, Outcome.DEBT, 1000)],
)
def test_paid_award_is_supplemented_or_asked_back_to_the_fen(due_fen: int, outcome: Outcome, amount_fen: int) -> None:
    found = reckon(PAID, due_fen, due_fen)
    assert (found.outcome, found.amount_fen, found.before_fen, found.after_fen) == (outcome, amount_fen, 1000, due_fen)


@pytest.mark.parametrize(
    ("due_fen", "outcome", "amount_fen"), [(999, Outcome.REDUCTION, 1), (1000, Outcome.NOTHING, 0), (1001, Outcome.INCREASE, 1)]
)
def test_unpaid_award_is_raised_or_lowered_to_the_fen(due_fen: int, outcome: Outcome, amount_fen: int) -> None:
    found = reckon(UNPAID, due_fen, due_fen)
    assert (found.outcome, found.amount_fen) == (outcome, amount_fen)


@pytest.mark.parametrize(("room_fen", "after_fen"), [(1099, 1099), (1100, 1100), (1101, 1100), (999, 1000), (0, 1000)])
def test_supplement_passes_no_cap_that_others_have_used_meanwhile(room_fen: int, after_fen: int) -> None:
    assert reckon(PAID, 1100, room_fen).after_fen == after_fen


@pytest.mark.parametrize("room_fen", [0, 899, 901, 2000])
def test_debt_is_what_the_law_of_the_time_says_whatever_room_others_left(room_fen: int) -> None:
    assert reckon(PAID, 900, room_fen).amount_fen == 100


@pytest.mark.parametrize(
    ("reclaimable_fen", "outcome", "amount_fen"), [(0, Outcome.NOTHING, 0), (1, Outcome.DEBT, 1), (99, Outcome.DEBT, 99)]
)
def test_no_fen_is_asked_back_twice(reclaimable_fen: int, outcome: Outcome, amount_fen: int) -> None:
    found = reckon(replace(PAID, reclaimable_fen=reclaimable_fen), 900, 900)
    assert (found.outcome, found.amount_fen) == (outcome, amount_fen)


@pytest.mark.parametrize(
    ("corrected_fen", "outcome", "amount_fen"), [(99, Outcome.DEBT, 1), (100, Outcome.NOTHING, 0), (101, Outcome.SUPPLEMENT, 1)]
)
def test_what_was_corrected_before_is_subtracted(corrected_fen: int, outcome: Outcome, amount_fen: int) -> None:
    found = reckon(replace(PAID, corrected_fen=corrected_fen, reclaimable_fen=1000 - corrected_fen), 900, 900)
    assert (found.outcome, found.amount_fen) == (outcome, amount_fen)
