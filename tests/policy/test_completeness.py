"""An application is about what has happened: nothing in it lies after its day."""

from datetime import date

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.processes.application.completeness import require_past
from tests.policy.baselines import FACTS

APPLIED_ON = date(2026, 3, 2)


def faults_of(code: str, matter_date: date | None, **changes: str | int) -> list[str]:
    try:
        require_past(ITEMS[code], {**FACTS[code], **changes}, matter_date, APPLIED_ON)
    except Refusal as refusal:
        assert refusal.code == "invalid_input"  # noqa: PT017 - no refusal is as good an outcome
        return [fault.field for fault in refusal.faults]
    return []


@pytest.mark.parametrize("code", ["science-award", "loan-interest", "rd-growth"])
@pytest.mark.parametrize(("day", "faults"), [(1, []), (2, []), (3, ["matter_date"])])
def test_application_is_refused_when_its_matter_is_after_it(code: str, day: int, faults: list[str]) -> None:
    assert faults_of(code, date(2026, 3, day)) == faults


@pytest.mark.parametrize("code", ["loan-interest", "plan-interest"])
@pytest.mark.parametrize(
    ("last", "faults"), [("2026-03-01", []), ("2026-03-02", []), ("2026-03-03", ["period"]), ("2030-01-01", ["period"])]
)
def test_application_is_refused_when_its_period_is_not_over(code: str, last: str, faults: list[str]) -> None:
    assert faults_of(code, date(2026, 1, 1), period=f"2026-01-01/{last}", year=2026) == faults


@pytest.mark.parametrize(
    ("first", "faults"), [("2022-01-13", ["period"]), ("2022-01-14", []), ("2021-01-01", ["period"]), ("0001-01-01", ["period"])]
)
def test_application_is_refused_when_its_period_begins_before_the_opinions(first: str, faults: list[str]) -> None:
    assert faults_of("loan-interest", date(2026, 1, 1), period=f"{first}/2022-06-30") == faults


@pytest.mark.parametrize(
    ("period", "faults"),
    [
        ("2025-01-01/2025-12-31", []),
        ("2024-12-31/2025-06-30", ["period"]),
        ("2025-07-01/2026-01-01", ["period"]),
        ("2021-01-01/2021-12-31", ["period"]),
    ],
)
def test_application_is_refused_when_its_period_is_not_of_its_year(period: str, faults: list[str]) -> None:
    assert faults_of("plan-interest", date(2025, 12, 31), period=period, year=2025) == faults


def test_every_date_that_lies_ahead_is_named_at_once() -> None:
    assert faults_of("loan-interest", date(2026, 3, 3), period="2026-01-01/2026-12-31") == ["period", "matter_date"]
