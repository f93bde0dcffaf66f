"""Values that are further from what was planned, approved or counted than a tenth, at their edges."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from policy.money import wan
from policy.processes.kernel.deviation import is_any_far, is_far, reason_where_far

PLANNED = wan(300)
EDGES = [
    (PLANNED, False),
    (wan(330), False),
    (wan(330) + 1, True),
    (wan(330) - 1, False),
    (wan(270), False),
    (wan(270) - 1, True),
    (wan(270) + 1, False),
    (wan(30_000), True),
    (1, True),
]


@pytest.mark.parametrize(("found", "far"), EDGES)
def test_amount_is_far_when_it_differs_by_more_than_a_tenth(found: int, *, far: bool) -> None:
    assert is_far(PLANNED, found) is far


@pytest.mark.parametrize(
    ("before", "after", "far"), [(9, 9, False), (9, 10, True), (10, 11, False), (0, 0, False), (0, 1, True), (-10, -11, False)]
)
def test_small_amount_is_far_when_it_differs_by_more_than_its_tenth(before: int, after: int, *, far: bool) -> None:
    assert is_far(before, after) is far


@pytest.mark.parametrize(
    ("before", "after", "far"), [("medium", "large", True), ("large", "large", False), (False, True, True), (None, 5, True)]
)
def test_what_is_no_amount_is_far_when_it_differs_at_all(before: Any, after: Any, *, far: bool) -> None:
    assert is_far(before, after) is far


def test_facts_are_far_only_where_a_value_before_is_known() -> None:
    facts = {"cost_fen": wan(30_000), "size": "large"}
    assert not is_any_far(facts, {"cost_fen": {"by": "statistics"}, "size": {"before": "large"}})
    assert is_any_far(facts, {"cost_fen": {"before": PLANNED}})


@pytest.mark.parametrize(("found", "far"), EDGES)
def test_form_asks_for_a_reason_when_the_amount_named_is_far(found: int, *, far: bool) -> None:
    form = {"allOf": [reason_where_far("audited", "cost_fen", PLANNED)]}
    answer: dict[str, Any] = {"decision": "audited", "cost_fen": found}
    assert Draft202012Validator(form).is_valid(answer) is not far
    assert Draft202012Validator(form).is_valid(answer | {"reason": "材料涨价"})
    assert Draft202012Validator(form).is_valid(answer | {"decision": "sent_back"})
