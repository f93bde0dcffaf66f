"""自评汇总。What reports say together: how many stand in which stage, and what recipients reported of each year, added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from policy.processes.outcome_report.tasks import FIGURES


def sums_by_year(reports: Iterable[Mapping[str, Any]]) -> list[dict[str, int]]:
    """Return what some reports say of each year in all, in the order of the years, with how many of them say something of it."""
    sums = defaultdict[int, dict[str, int]](lambda: dict.fromkeys(("reports", *FIGURES), 0))
    for report in reports:
        for said in report["figures"]:
            of_year = sums[said["year"]]
            of_year["reports"] += 1
            for name in FIGURES:
                of_year[name] += said[name]
    return [{"year": year} | sums[year] for year in sorted(sums)]
