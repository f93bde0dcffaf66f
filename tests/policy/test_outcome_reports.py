"""What outcome reports are called, and what they say together."""

from __future__ import annotations

from typing import Any

import pytest

from policy.processes.outcome_report.naming import called
from policy.processes.outcome_report.sums import sums_by_year
from policy.processes.outcome_report.tasks import FIGURES


@pytest.mark.parametrize(
    ("awards", "zh", "en"),
    [
        ([], "OR-1（第5条2025年度）", "OR-1 (clause 5, 2025)"),
        (["A"], "OR-1（第5条2025年度，A）", "OR-1 (clause 5, 2025, A)"),
        (["A", "B", "C"], "OR-1（第5条2025年度，A等3项）", "OR-1 (clause 5, 2025, A and 2 more)"),
    ],
)
def test_report_is_called_by_clause_year_and_awards(awards: list[str], zh: str, en: str) -> None:
    named = called("OR-1", 5, 2025, [{"number": one} for one in awards])
    assert (named.zh, named.en) == (zh, en)


def _report(*years: int) -> dict[str, Any]:
    return {"figures": [{"year": year} | dict.fromkeys(FIGURES, place) for place, year in enumerate(years, 1)]}


@pytest.mark.parametrize(
    ("reports", "sums"),
    [([], []), ([(2025,)], [(2025, 1, 1)]), ([(2025, 2024), (2024,)], [(2024, 2, 3), (2025, 1, 1)])],
    ids=["none", "one", "two of two years"],
)
def test_reports_are_added_up_by_year(reports: list[tuple[int, ...]], sums: list[tuple[int, int, int]]) -> None:
    said = sums_by_year(_report(*years) for years in reports)
    assert [(one["year"], one["reports"], one["revenue_fen"]) for one in said] == sums
