"""How money received is divided over debts: what it was paid under first, then as they fall due; to the fen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policy.errors import Refusal
from policy.processes.clawback.division import Debt, check_parts, divide

# The second falls due first, the third with the first.
DEBTS = [Debt("CB-1", 100, date(2026, 6, 30)), Debt("CB-2", 50, date(2026, 3, 31)), Debt("CB-3", 70, date(2026, 6, 30))]


@pytest.mark.parametrize(
    ("amount_fen", "parts", "beyond_fen"),
    [
        (99, {"CB-1": 99}, 0),
        (100, {"CB-1": 100}, 0),
        (101, {"CB-1": 100, "CB-2": 1}, 0),
        (150, {"CB-1": 100, "CB-2": 50}, 0),
        (151, {"CB-1": 100, "CB-2": 50, "CB-3": 1}, 0),
        (220, {"CB-1": 100, "CB-2": 50, "CB-3": 70}, 0),
        (221, {"CB-1": 100, "CB-2": 50, "CB-3": 70}, 1),
    ],
)
def test_receipt_goes_to_what_it_was_paid_under_then_to_what_falls_due_first(
    amount_fen: int, parts: dict[str, int], beyond_fen: int
) -> None:
    found = divide(amount_fen, DEBTS, first="CB-1")
    assert (found.parts, found.beyond_fen) == (parts, beyond_fen)


@pytest.mark.parametrize("first", ["CB-1", "CB-2", "CB-3"])
@pytest.mark.parametrize("amount_fen", [1, 71, 171, 500])
def test_parts_and_what_is_left_make_the_receipt(first: str, amount_fen: int) -> None:
    found = divide(amount_fen, DEBTS, first=first)
    assert sum(found.parts.values()) + found.beyond_fen == amount_fen


@pytest.mark.parametrize(
    ("named", "parts", "beyond_fen"),
    [
        ({"CB-3": 70}, {"CB-3": 70}, 80),
        ({"CB-3": 71}, {"CB-3": 70}, 80),
        ({"CB-2": 10, "CB-3": 20}, {"CB-2": 10, "CB-3": 20}, 120),
    ],
)
def test_receipt_goes_as_finance_divides_it_and_no_debt_gets_more_than_is_owed(
    named: dict[str, int], parts: dict[str, int], beyond_fen: int
) -> None:
    found = divide(150, DEBTS, first="CB-1", named=named)
    assert (found.parts, found.beyond_fen) == (parts, beyond_fen)


@pytest.mark.parametrize("owed_fen", [0, -1])
def test_debt_gets_nothing_when_nothing_is_owed_or_more_is_set_aside(owed_fen: int) -> None:
    found = divide(10, [Debt("CB-1", owed_fen, date(2026, 6, 30))], first="CB-1")
    assert (found.parts, found.beyond_fen) == ({}, 10)


def parts(*given: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"clawback": number, "amount_fen": fen} for number, fen in given]


@pytest.mark.parametrize("amount_fen", [100, 101])
def test_division_is_taken_when_it_comes_to_no_more_than_was_received(amount_fen: int) -> None:
    assert check_parts(parts(("CB-1", 40), ("CB-2", 60)), amount_fen, ["CB-1", "CB-2"]) == {"CB-1": 40, "CB-2": 60}


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (parts(("CB-1", 40), ("CB-2", 61)), ["parts"]),
        (parts(("CB-1", 40), ("CB-1", 40)), ["parts.1.clawback"]),
        (parts(("CB-9", 40)), ["parts.0.clawback"]),
        (parts(("CB-9", 101)), ["parts.0.clawback", "parts"]),
    ],
)
def test_division_is_refused_with_the_part_that_is_wrong(given: list[dict[str, Any]], fields: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        check_parts(given, 100, ["CB-1", "CB-2"])
    assert refused.value.code == "invalid_input"
    assert [fault.field for fault in refused.value.faults] == fields
