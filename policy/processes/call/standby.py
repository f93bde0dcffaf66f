"""候补。Who stands by for whom in a call: a winner that drops out before anything is paid gives its place to the next in rank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any


def is_recommended(recommendations: int | None, votes: int | None) -> bool:
    """Tell whether the majority of a panel recommends a solution: nobody else may be selected, nor come up later."""
    return 2 * (recommendations or 0) > (votes or 0)


def in_place(winners: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the winners that hold their place."""
    return [winner for winner in winners if "ended" not in winner]


def stands_by(winners: Iterable[Mapping[str, Any]], number: str, challenge_no: int, *, recommended: bool) -> bool:
    """Tell whether a solution that was not selected may still take the place of a winner of its challenge.

    Args:
        winners: Whoever was selected, in their place or not.
        number: The solution.
        challenge_no: What it answers.
        recommended: Whether the majority of its panel recommends it.
    """
    named = list(winners)
    if not recommended or any(winner["solution"] == number for winner in named):
        return False
    return any(winner["challenge_no"] == challenge_no for winner in in_place(named))


def with_ended(winners: Iterable[Mapping[str, Any]], number: str, stage: str, on: date) -> list[dict[str, Any]]:
    """Return the winners with one of them out of its place: where its project ended, and on which day that was decided on."""
    ended = {"ended": {"stage": stage, "on": on.isoformat()}}
    return [{**winner, **(ended if winner["solution"] == number else {})} for winner in winners]
