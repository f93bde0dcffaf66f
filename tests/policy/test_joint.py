"""What a department of a joint review reads for its own part has to fit together, to the fen."""

from __future__ import annotations

from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.processes.application.joint import figures_to_read, part_of, require_consistent

ITEM = ITEMS["loan-interest"]
CERTIFICATE = {"charged_fen": 105, "overdue_fen": 3, "penalty_fen": 2}
EFFECT = {"output_before_fen": 100, "output_after_fen": 100, "energy_before_kgce": 60, "energy_after_kgce": 60}


def faults(department: str, figures: dict[str, Any], facts: dict[str, Any], reason: str | None = None) -> list[str]:
    part = part_of(ITEM, department)
    assert part is not None
    try:
        require_consistent(ITEM, part, figures, facts, reason)
    except Refusal as refused:
        return [fault.field for fault in refused.faults]
    return []


@pytest.mark.parametrize(("step", "expected"), [(-1, ["figures.charged_fen.value"]), (0, []), (1, ["figures.charged_fen.value"])])
def test_certificate_adds_up_to_the_fen(step: int, expected: list[str]) -> None:
    assert faults("comfin", CERTIFICATE | {"charged_fen": 105 + step}, {"interest_incurred_fen": 100}) == expected


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, False),
        ({"output_after_fen": 99}, False),
        ({"output_after_fen": 101}, True),
        ({"energy_after_kgce": 59}, True),
        ({"energy_after_kgce": 61}, False),
        ({"output_after_fen": 99, "energy_after_kgce": 59}, True),
    ],
)
def test_effect_is_growth_of_output_or_fall_of_energy(changes: dict[str, Any], *, shown: bool) -> None:
    found = faults("bizcoop", EFFECT | changes, {"performance_confirmed": True})
    assert found == ([] if shown else ["facts.performance_confirmed.value"])


def test_another_effect_is_one_where_it_is_named_and_none_is_needed_where_none_is_confirmed() -> None:
    assert faults("bizcoop", EFFECT, {"performance_confirmed": True}, "不良率由3%降至1%") == []
    assert faults("bizcoop", EFFECT, {"performance_confirmed": False}) == []


def test_department_reads_no_certificate_that_the_bank_has_supplied() -> None:
    comfin, sti = part_of(ITEM, "comfin"), part_of(ITEM, "sti")
    assert comfin is not None
    assert sti is not None
    supplied = {"interest_incurred_fen": {"by": "bank"}}
    assert figures_to_read(comfin, supplied) == ()
    assert figures_to_read(comfin, {}) == comfin.figures
    assert figures_to_read(sti, supplied) == sti.figures


def test_item_that_one_department_reviews_has_no_parts() -> None:
    assert part_of(ITEMS["plan-interest"], "sti") is None
    assert part_of(ITEM, "hr") is None
