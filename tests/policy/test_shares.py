from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.money import MAX_FEN
from policy.processes.window.shares import allocate, pro_rata
from tests.policy.baselines import WAN

POOL = ITEMS["patent-pool"]


def faults_of(body: object, code: str = "patent-pool") -> list[str]:
    with pytest.raises(Refusal) as refused:
        allocate(ITEMS[code], body)
    return [fault.field for fault in refused.value.faults]


@given(ceiling=st.integers(0, MAX_FEN), requests=st.lists(st.integers(0, MAX_FEN) | st.integers(0, 5), max_size=30))
def test_shares_keep_every_promise_when_anything_is_asked_for(ceiling: int, requests: list[int]) -> None:
    shares = pro_rata(ceiling, requests)
    total = sum(requests)
    assert sum(shares) == min(ceiling, total)
    assert all(0 <= share <= fen for share, fen in zip(shares, requests, strict=True))
    if total > ceiling:
        assert all(abs(share * total - fen * ceiling) < total for share, fen in zip(shares, requests, strict=True))


@pytest.mark.parametrize(
    ("ceiling", "shares"), [(5, [2, 2, 1]), (6, [2, 2, 2]), (7, [3, 2, 2]), (8, [3, 3, 2]), (9, [3, 3, 3]), (10, [3, 3, 3])]
)
def test_first_given_wins_when_remainders_are_equal(ceiling: int, shares: list[int]) -> None:
    assert pro_rata(ceiling, [3, 3, 3]) == shares


def test_largest_remainder_wins_when_fen_are_left_over() -> None:
    assert pro_rata(10, [7, 11, 2]) == [4, 5, 1]


def test_allocation_names_its_requests_when_shared() -> None:
    body = {"ceiling_fen": 3, "requests": [{"id": "b", "fen": 4}, {"id": "a", "fen": 2}]}
    assert allocate(POOL, body) == {"shares": [{"id": "b", "fen": 2}, {"id": "a", "fen": 1}]}


def test_allocation_is_empty_when_nobody_asks() -> None:
    assert allocate(POOL, {"ceiling_fen": 3, "requests": []}) == {"shares": []}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"ceiling_fen": -1}, ["ceiling_fen"]),
        ({"ceiling_fen": 1.5}, ["ceiling_fen"]),
        ({"ceiling_fen": True}, ["ceiling_fen"]),
        ({"requests": {}}, ["requests"]),
        ({"requests": ["a"]}, ["requests[0]"]),
        ({"requests": [{"id": "a", "fen": -1}]}, ["requests[0].fen"]),
        ({"requests": [{"id": 1, "fen": 1}]}, ["requests[0].id"]),
        ({"requests": [{"id": "a", "fen": 1, "x": 1}]}, ["requests[0].x"]),
        ({"requests": [{"id": "a", "fen": 1}, {"id": "a", "fen": 1}]}, ["requests[1].id"]),
        ({"more": 1}, ["more"]),
        ({"ceiling_fen": 5000 * WAN + 1}, ["ceiling_fen"]),
    ],
)
def test_allocation_is_refused_when_a_part_is_wrong(changes: dict[str, Any], fields: list[str]) -> None:
    assert faults_of({"ceiling_fen": 1, "requests": []} | changes) == fields


def test_allocation_is_refused_when_the_item_has_no_money() -> None:
    assert faults_of({"ceiling_fen": 1, "requests": []}, "talent-benefits") == ["item"]


@pytest.mark.parametrize("body", [None, [], "x"])
def test_allocation_is_refused_when_not_an_object(body: object) -> None:
    assert faults_of(body) == [""]
