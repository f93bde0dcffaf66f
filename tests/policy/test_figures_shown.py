"""追回数额的测试。What a task shows to follow from a decision on a demand that a bank's return meets, at each edge to the fen."""

from __future__ import annotations

import pytest

from policy.processes.clawback.figures import Figures, Returned

AWARD, SUPPLEMENT = Returned(500), Returned(200, whole=True)


def if_dropped(*payments: Returned, due_fen: int, keeps_fen: int = 0) -> tuple[int, int]:
    """Return what is paid again and what is not due where a demand for 200 is dropped."""
    spent_fen = keeps_fen + sum(payment.fen for payment in payments)
    figures = Figures(asked_fen=200, received_fen=0, payments=payments, keeps_fen=keeps_fen, due_fen=due_fen, free_fen=spent_fen)
    found = figures.if_it_comes_to(0)
    assert (found.owed_fen, found.counted_fen, found.owed_back_fen) == (0, 0, 0)
    return found.paid_again_fen, found.not_due_fen


@pytest.mark.parametrize(("due_fen", "again_fen"), [(0, 0), (1, 1), (300, 300), (499, 499), (500, 500), (501, 500)])
def test_as_much_of_the_award_is_paid_again_as_is_due(due_fen: int, again_fen: int) -> None:
    assert if_dropped(AWARD, due_fen=due_fen) == (again_fen, 500 - again_fen)


@pytest.mark.parametrize(("keeps_fen", "again_fen"), [(0, 300), (1, 299), (299, 1), (300, 0), (301, 0)])
def test_what_its_enterprise_has_counts_first(keeps_fen: int, again_fen: int) -> None:
    assert if_dropped(AWARD, due_fen=300, keeps_fen=keeps_fen) == (again_fen, 500 - again_fen)


@pytest.mark.parametrize(("due_fen", "again_fen"), [(199, 0), (200, 200), (201, 200)])
def test_supplement_is_paid_again_whole_or_not_at_all(due_fen: int, again_fen: int) -> None:
    assert if_dropped(SUPPLEMENT, due_fen=due_fen) == (again_fen, 200 - again_fen)


@pytest.mark.parametrize(("due_fen", "again_fen"), [(499, 499), (500, 500), (699, 500), (700, 700), (701, 700)])
def test_award_counts_before_its_supplement_when_a_bank_returned_both(due_fen: int, again_fen: int) -> None:
    assert if_dropped(AWARD, SUPPLEMENT, due_fen=due_fen) == (again_fen, 700 - again_fen)


@pytest.mark.parametrize(
    ("before_fen", "after_fen", "counted_fen", "owed_back_fen"),
    [
        (0, 0, 200, 300),
        (1, 0, 200, 299),
        (300, 0, 200, 0),
        (301, 0, 199, 0),
        (500, 0, 0, 0),
        (501, 0, 0, 0),
        (0, 299, 200, 1),
        (0, 301, 200, 0),
    ],
)
def test_what_was_served_first_has_its_part_of_a_return_first(
    before_fen: int, after_fen: int, counted_fen: int, owed_back_fen: int
) -> None:
    figures = Figures(200, 0, [AWARD], keeps_fen=0, due_fen=0, free_fen=500, before_fen=before_fen, after_fen=after_fen)
    found = figures.if_it_comes_to(200)
    assert (found.counted_fen, found.owed_fen, found.owed_back_fen) == (counted_fen, 200 - counted_fen, owed_back_fen)
