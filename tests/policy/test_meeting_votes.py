"""How the votes on one matter are counted: quorum, majority, and the amount that is carried."""

from __future__ import annotations

from typing import Any

import pytest

from policy.processes.meeting.agenda import AgendaState
from policy.processes.meeting.votes import Votes

# Two of three agree, to 300 and 200 fen; nobody stood aside.
BASE: dict[str, Any] = {"agreed_fen": (300, 200), "against": 1, "abstained": 0, "absent": 0, "recused": 0}


def votes(**changes: Any) -> Votes:
    return Votes(**(BASE | changes))


def test_matter_is_carried_when_more_than_half_of_those_entitled_agree() -> None:
    assert votes().result is AgendaState.CARRIED


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"against": 0, "recused": 1}, "有权参加表决的人数不足3名"), ({"absent": 2}, "参加表决的人数不足")],
    ids=["few_entitled", "few_came"],
)
def test_matter_that_is_put_off_says_who_was_too_few(changes: dict[str, Any], why: str) -> None:
    found = votes(**changes)
    assert (found.result, found.why_postponed.zh) == (AgendaState.POSTPONED, why)


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"against": 2}, AgendaState.NOT_CARRIED),
        ({"against": 1, "abstained": 1}, AgendaState.NOT_CARRIED),
        ({"against": 0, "abstained": 1}, AgendaState.CARRIED),
        ({"agreed_fen": (), "against": 3}, AgendaState.NOT_CARRIED),
        # Whoever does not vote is entitled still, so that absence never carries anything.
        ({"absent": 1}, AgendaState.NOT_CARRIED),
        ({"against": 0, "absent": 1}, AgendaState.CARRIED),
        ({"agreed_fen": (1, 2, 3), "against": 0, "absent": 2}, AgendaState.POSTPONED),
        ({"agreed_fen": (1, 2, 3, 4), "against": 0, "absent": 2}, AgendaState.CARRIED),
        # Whoever stands aside is not entitled, and with fewer than three nothing is resolved.
        ({"recused": 5}, AgendaState.CARRIED),
        ({"against": 0, "recused": 1}, AgendaState.POSTPONED),
    ],
)
def test_matter_is_resolved_by_how_many_took_part_and_agreed(changes: dict[str, Any], result: AgendaState) -> None:
    assert votes(**changes).result is result


@pytest.mark.parametrize(
    ("amounts", "carried"), [((300, 200), 200), ((300, 200, 100), 200), ((1, 9, 8, 2), 2), ((5,) * 3, 5), ((1, 1, 900), 1)]
)
def test_amount_is_the_median_of_those_who_agree_and_of_two_in_the_middle_the_lower(amounts: tuple[int, ...], carried: int) -> None:
    assert votes(agreed_fen=amounts, against=0, abstained=3 - len(amounts) if len(amounts) < 3 else 0).amount_fen == carried


@pytest.mark.parametrize("changes", [{"against": 2}, {"against": 0}])
def test_nothing_is_carried_when_the_matter_is_not(changes: dict[str, Any]) -> None:
    assert votes(**changes).amount_fen is None
