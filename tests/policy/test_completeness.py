"""An application is about what has happened while the Opinions were in force: nothing in it lies after its day, or before them."""

from datetime import date

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.processes.application.completeness import require_in_time, require_past
from policy.processes.application.drafting import faults_in_draft
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


def out_of_time(code: str, matter_date: date, **changes: object) -> list[str]:
    """Return what is refused at submission, having seen that a draft is refused for the same."""
    facts = {**FACTS[code], **changes}
    drafted = faults_in_draft(ITEMS[code], {fact.code: facts[fact.code] for fact in DECLARED[code]}, {}, matter_date, APPLIED_ON)
    try:
        require_in_time(ITEMS[code], facts, matter_date, APPLIED_ON)
    except Refusal as refusal:
        assert [fault.as_dict() for fault in refusal.faults] == [fault.as_dict() for fault in drafted]  # noqa: PT017 - as above
        return [f"{fault.field}: {fault.message.zh}" for fault in refusal.faults]
    assert drafted == []
    return []


DECLARED = {
    code: [fact for fact in item.facts if fact.supplied_by == "declared" and fact.code in FACTS[code]] for code, item in ITEMS.items()
}
YEAR = "应为2022至2026之间的年份"


@pytest.mark.parametrize(
    ("code", "name", "first", "last"),
    [
        ("rd-growth", "year", 2022, 2026),
        ("patent-pool", "year", 2022, 2026),
        ("state-project-match", "funding_year", 2022, 2026),
        ("tech-transfer", "year", 2021, 2025),
    ],
)
def test_year_is_refused_at_the_door_when_it_is_before_the_opinions_or_ahead(code: str, name: str, first: int, last: int) -> None:
    said = [f"{name}: 应为{first}至{last}之间的年份"]
    found = {year: out_of_time(code, date(2026, 3, 2), **{name: year}) for year in (first - 1, first, first + 1, last - 1, last, last + 1)}
    assert found == {first - 1: said, first: [], first + 1: [], last - 1: [], last: [], last + 1: said}


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999, 10**30, "2025", True, None, [2025], {"a": 1}])
def test_year_that_is_none_is_told_which_years_are_taken(year: object) -> None:
    assert out_of_time("rd-growth", date(2026, 3, 2), year=year) == [f"year: {YEAR}"]


@pytest.mark.parametrize("code", ["science-award", "loan-interest", "rd-growth"])
@pytest.mark.parametrize(
    ("on", "taken"),
    [
        ("0001-01-01", False),
        ("2022-01-13", False),
        ("2022-01-14", True),
        ("2022-01-15", True),
        ("2026-03-01", True),
        ("2026-03-02", True),
        ("2026-03-03", False),
        ("9999-12-31", False),
    ],
)
def test_matter_is_refused_at_the_door_when_it_is_before_the_opinions_or_ahead(code: str, on: str, taken: bool) -> None:  # noqa: FBT001
    said = ["matter_date: 应在2022年1月14日（本意见施行之日）至2026年3月2日（申请之日）之间"]
    assert out_of_time(code, date.fromisoformat(on)) == ([] if taken else said)


@pytest.mark.parametrize("period", ["0001-01-01/2022-06-30", "2022-01-13/2022-06-30", "2026-01-01/2026-03-03", "2026-01-01/9999-12-31"])
def test_period_is_refused_in_a_draft_when_it_is_out_of_time(period: str) -> None:
    assert [one.partition(":")[0] for one in out_of_time("loan-interest", date(2026, 3, 2), period=period)] == ["period"]


def test_what_an_officer_reads_off_a_paper_goes_on_to_the_assessment_when_it_is_before_the_opinions() -> None:
    assert faults_of("rd-growth", date(2022, 1, 13), year=2021) == []
