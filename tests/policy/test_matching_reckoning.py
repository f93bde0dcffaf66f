"""What is left of a match when the upstream takes money back: the clause, read anew on what remains."""

from typing import Any

import pytest

from policy.processes.matching.reckoning import award_for, excess
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
