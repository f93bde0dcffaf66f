"""What is left of a match when the upstream takes money back: the clause, read anew on what remains."""

from typing import Any

import pytest

from policy.processes.matching.reckoning import Asked, award_for, excess, left_of
from tests.policy.baselines import WAN, document, rules_of

ITEM = "state-project-match"


@pytest.mark.parametrize(
    ("remains", "due"),
    [
        (5000 * WAN, 2000 * WAN),
        (4000 * WAN, 2000 * WAN),
        (2000 * WAN + 1, 2000 * WAN),
        (2000 * WAN, 2000 * WAN),
        (2000 * WAN - 1, 2000 * WAN - 1),
        (1, 1),
        (0, 0),
        (-1, 0),
    ],
)
def test_award_is_what_the_clause_gives_for_what_remains(remains: int, due: int) -> None:
    assert award_for(ITEM, document(ITEM, upstream_received_fen=5000 * WAN), [], remains) == due


@pytest.mark.parametrize(
    ("values", "changes", "due"),
    [
        ({"rate": "0.50"}, {}, 500 * WAN),
        ({"cap_fen": 300 * WAN}, {}, 300 * WAN),
        ({}, {"requested_fen": 200 * WAN}, 200 * WAN),
        ({}, {"requested_fen": 1000 * WAN + 1}, 1000 * WAN),
    ],
)
def test_rules_and_request_of_its_time_hold_when_it_is_reckoned_anew(values: dict[str, Any], changes: dict[str, Any], due: int) -> None:
    facts = document(ITEM, without="", upstream_received_fen=5000 * WAN, **changes)
    assert award_for(ITEM, facts, rules_of(ITEM, values), 1000 * WAN) == due


@pytest.mark.parametrize(("due", "excess_fen"), [(0, 100), (99, 1), (100, 0), (101, 0)])
def test_excess_is_what_was_paid_beyond_it(due: int, excess_fen: int) -> None:
    assert excess(100, 5000, 4000, due).amount_fen == excess_fen


def demand(amount_fen: int, repaid_fen: int = 0, *, open: bool = True, **reckoning: int) -> Asked:  # noqa: A002 - as it is called there
    return Asked.of(amount_fen, repaid_fen, reckoning, open=open)


@pytest.mark.parametrize(("due", "left"), [(0, 0), (39, 39), (40, 40), (41, 40)])
def test_open_demand_comes_to_what_has_to_be_paid_back_and_never_grows(due: int, left: int) -> None:
    assert left_of([demand(40)], due) == [left]


@pytest.mark.parametrize(("repaid", "left"), [(0, 10), (10, 10), (11, 11), (40, 40)])
def test_open_demand_never_falls_below_what_was_paid_back(repaid: int, left: int) -> None:
    assert left_of([demand(40, repaid)], 10) == [left]


@pytest.mark.parametrize(("due", "left"), [(60, [40, 20]), (50, [40, 10]), (40, [40, 0]), (30, [30, 0]), (0, [0, 0])])
def test_newest_demand_shrinks_first_when_there_are_several(due: int, left: list[int]) -> None:
    assert left_of([demand(40), demand(20)], due) == left


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (demand(40, 40, open=False), [40, 10]),
        (demand(30, 30, open=False, reduced_from_fen=40), [30, 10]),
        (demand(40, open=False, withdrawn_fen=40), [40, 20]),
    ],
)
def test_demand_that_is_over_counts_as_it_was_decided(before: Asked, left: list[int]) -> None:
    assert left_of([before, demand(20)], 50) == left


@pytest.mark.parametrize(("due", "left"), [(60, [40, 20]), (50, [30, 20]), (20, [0, 20]), (10, [0, 20])])
def test_demand_that_is_open_gives_way_before_one_that_was_waived(due: int, left: list[int]) -> None:
    assert left_of([demand(40), demand(20, open=False)], due) == left


def test_demand_that_was_reduced_on_objection_is_lowered_below_that_only() -> None:
    reduced = demand(30, reduced_from_fen=40)
    assert (left_of([reduced], 35), left_of([reduced], 30), left_of([reduced], 29)) == ([30], [30], [29])


@pytest.mark.parametrize(("due", "left"), [(40, 20), (39, 19), (1, 0), (0, 0)])
def test_demand_of_a_share_comes_to_that_share_of_what_has_no_ground(due: int, left: int) -> None:
    shared = Asked.of(20, 0, {"asked_of_fen": 40, "share": "0.5"}, open=True)
    assert left_of([shared], due) == [left]
