"""Who stands by for a winner of a call: recommended, in its challenge, as long as a place may fall free."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policy.processes.call.standby import in_place, is_recommended, stands_by, with_ended

WINNERS: list[dict[str, Any]] = [{"solution": "PG-1", "challenge_no": 1}, {"solution": "PG-2", "challenge_no": 2}]


@pytest.mark.parametrize(("recommendations", "votes", "recommended"), [(2, 3, True), (1, 2, False), (0, 0, False), (None, None, False)])
def test_solution_is_recommended_by_more_than_half(recommendations: int | None, votes: int | None, *, recommended: bool) -> None:
    assert is_recommended(recommendations, votes) is recommended


def test_solution_stands_by_for_a_winner_of_its_challenge() -> None:
    assert stands_by(WINNERS, "PG-3", 1, recommended=True)


@pytest.mark.parametrize(("number", "challenge_no", "recommended"), [("PG-3", 1, False), ("PG-3", 3, True), ("PG-1", 1, True)])
def test_solution_does_not_stand_by(number: str, challenge_no: int, *, recommended: bool) -> None:
    assert not stands_by(WINNERS, number, challenge_no, recommended=recommended)


def test_nobody_stands_by_when_the_winner_has_given_up_its_place() -> None:
    ended = with_ended(WINNERS, "PG-1", "withdrawn", date(2026, 3, 2))
    assert [winner["solution"] for winner in in_place(ended)] == ["PG-2"]
    assert ended[0]["ended"] == {"stage": "withdrawn", "on": "2026-03-02"}
    assert not stands_by(ended, "PG-3", 1, recommended=True)
    assert "ended" not in WINNERS[0]
