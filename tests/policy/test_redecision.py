"""再核算的测试。What corrected facts come to beside what stands, at each edge to the fen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policy.money import parse_rate
from policy.processes.matching.reckoning import Asked
from policy.processes.redecision.reckoning import Left, Outcome, Standing, lower, reckon

PAID = Standing(decided_fen=1000, corrected_fen=0, reclaimable_fen=1000, unpaid_fen=0)
UNPAID = replace(PAID, reclaimable_fen=0, unpaid_fen=1000)


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


# -- a debt of an earlier re-decision that is not paid back yet ---------------------------------------------------------------------

# 1000 were paid, and an earlier re-decision asked for 600 of them.
OWING = replace(PAID, corrected_fen=600, reclaimable_fen=400, outstanding_fen=600)


@pytest.mark.parametrize(
    ("due_fen", "outcome", "amount_fen", "relieved_fen"),
    [
        (399, Outcome.DEBT, 1, 0),
        (400, Outcome.NOTHING, 0, 0),
        (401, Outcome.RELIEF, 1, 1),
        (999, Outcome.RELIEF, 599, 599),
        (1000, Outcome.RELIEF, 600, 600),
        (1001, Outcome.SUPPLEMENT, 1, 600),
    ],
)
def test_debt_gives_way_before_anything_is_paid(due_fen: int, outcome: Outcome, amount_fen: int, relieved_fen: int) -> None:
    found = reckon(OWING, due_fen, due_fen)
    assert (found.outcome, found.amount_fen, found.relieved_fen) == (outcome, amount_fen, relieved_fen)


@pytest.mark.parametrize(
    ("repaid_fen", "outcome", "amount_fen", "relieved_fen"),
    [(0, Outcome.RELIEF, 600, 600), (1, Outcome.SUPPLEMENT, 1, 599), (599, Outcome.SUPPLEMENT, 599, 1), (600, Outcome.SUPPLEMENT, 600, 0)],
)
def test_what_was_paid_back_and_is_due_again_is_a_supplement(repaid_fen: int, outcome: Outcome, amount_fen: int, relieved_fen: int) -> None:
    found = reckon(replace(OWING, outstanding_fen=600 - repaid_fen), 1000, 1000)
    assert (found.outcome, found.amount_fen, found.relieved_fen) == (outcome, amount_fen, relieved_fen)


@pytest.mark.parametrize(
    ("less_fen", "amounts"), [(1, [200, 99]), (49, [200, 51]), (50, [200, 50]), (51, [199, 50]), (249, [1, 50]), (250, [0, 50])]
)
def test_last_demand_gives_way_first_and_no_further_than_what_was_paid_back(less_fen: int, amounts: list[int]) -> None:
    demands = [Asked(200, 0, 200, open=True), Asked(100, 50, 100, open=True)]
    assert [left.amount_fen for left in lower(demands, less_fen)] == amounts


@pytest.mark.parametrize(
    ("less_fen", "left"), [(0, Left(50, 100)), (2, Left(49, 98)), (59, Left(20, 41)), (61, Left(20, 39)), (80, Left(20, 20))]
)
def test_demand_of_which_a_rule_asks_a_share_comes_to_that_share_of_what_is_left(less_fen: int, left: Left) -> None:
    assert lower([Asked(50, 20, 100, open=True, share=parse_rate("0.5"))], less_fen) == [left]


@pytest.mark.parametrize(
    ("given_up_fen", "outcome", "amount_fen"), [(0, Outcome.SUPPLEMENT, 100), (40, Outcome.SUPPLEMENT, 60), (100, Outcome.NOTHING, 0)]
)
def test_what_was_given_up_is_not_paid_again(given_up_fen: int, outcome: Outcome, amount_fen: int) -> None:
    found = reckon(replace(PAID, corrected_fen=100, given_up_fen=given_up_fen), 1000, 1000)
    assert (found.outcome, found.amount_fen) == (outcome, amount_fen)


# -- an award and its supplement, each paid or not ----------------------------------------------------------------------------------

AWARD, SUPPLEMENT = 300, 200
# By whether the award itself and its supplement are paid: what the award comes to before, and what of it is out.
STATES = {
    "award paid, no supplement": Standing(AWARD, 0, AWARD, 0),
    "award paid, supplement paid": Standing(AWARD + SUPPLEMENT, 0, AWARD + SUPPLEMENT, 0),
    "award returned, no supplement": Standing(AWARD, 0, 0, AWARD),
    "award returned, supplement paid": Standing(AWARD + SUPPLEMENT, 0, SUPPLEMENT, AWARD),
    "award returned, supplement paid and demanded in part": Standing(AWARD + SUPPLEMENT, 50, SUPPLEMENT - 50, AWARD, outstanding_fen=50),
    "award returned, demands that others paid more for were waived": Standing(AWARD, AWARD, -AWARD, AWARD, given_up_fen=AWARD),
}


@pytest.mark.parametrize("due_fen", [0, 1, 199, 200, 201, 299, 300, 301, 499, 500, 501, 900])
@pytest.mark.parametrize("standing", STATES.values(), ids=STATES)
def test_what_is_paid_and_to_be_paid_comes_to_what_is_due_whatever_was_paid_before(standing: Standing, due_fen: int) -> None:
    found = reckon(standing, due_fen, due_fen)
    added_fen = found.amount_fen if found.outcome in {Outcome.SUPPLEMENT, Outcome.INCREASE} else 0
    asked_fen = found.amount_fen if found.outcome is Outcome.DEBT else 0
    assert standing.unpaid_fen - found.reduced_fen >= 0
    assert standing.reclaimable_fen - asked_fen >= min(standing.reclaimable_fen, 0)
    left_fen = standing.before_fen + added_fen + found.relieved_fen - asked_fen - found.reduced_fen
    kept_fen = max(min(due_fen - standing.before_fen, standing.given_up_fen), 0)
    assert left_fen + kept_fen == due_fen


@pytest.mark.parametrize(
    ("due_fen", "outcome", "amount_fen", "reduced_fen"),
    [
        (501, Outcome.INCREASE, 1, 0),
        (500, Outcome.NOTHING, 0, 0),
        (499, Outcome.REDUCTION, 1, 1),
        (200, Outcome.REDUCTION, 300, 300),
        (199, Outcome.DEBT, 1, 300),
        (0, Outcome.DEBT, 200, 300),
    ],
)
def test_what_the_bank_returned_is_dropped_before_its_supplement_is_asked_back(
    due_fen: int, outcome: Outcome, amount_fen: int, reduced_fen: int
) -> None:
    found = reckon(STATES["award returned, supplement paid"], due_fen, due_fen)
    assert (found.outcome, found.amount_fen, found.reduced_fen, found.after_fen) == (outcome, amount_fen, reduced_fen, due_fen)
