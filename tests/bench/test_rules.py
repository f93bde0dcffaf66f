"""The measurement of the rules: it measures what it says, with and without OpenFisca."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from bench import rules
from bench.rows import ITEMS, as_values, chunks_of, columns_of, exact_award
from policy.judging.assessment import assess_columns
from policy.judging.catalogue import ITEMS as CATALOGUE

ROWS = 3000


@pytest.mark.parametrize("reader", [rules.vectorised, rules.amount, rules.letter])
def test_our_readers_are_exact_on_the_rows_of_the_measurement(reader: Callable[[int], rules.Measured]) -> None:
    found = reader(ROWS)
    assert found.differing == dict.fromkeys(ITEMS, 0)
    assert found.seconds > 0
    assert found.peak_mib > 1


def test_rows_are_awarded_and_refused_and_capped_by_every_clause() -> None:
    columns = columns_of(ROWS)
    rows = [row for chunk in chunks_of(columns, ROWS) for row in chunk]
    assert len(rows) == ROWS
    for code in ITEMS:
        awards = {exact_award(code, row) for row in rows}
        assert 0 in awards
        assert len(awards) > 10
        assert assess_columns(CATALOGUE[code], as_values(columns), rules.law_of(code), ROWS).capped.any()


def test_an_amount_that_is_not_exact_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "exact_award", lambda code, row: exact_award(code, row) + (code == "rd-growth"))
    assert rules.amount(50).differing == {"state-project-match": 0, "innovation-centre": 0, "rd-growth": 50}


def test_the_table_says_that_openfisca_is_left_out_when_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "find_spec", lambda _: None)
    table = rules.measure(100)
    assert table.row_count == 3
    console = Console(width=200)
    with console.capture() as printed:
        console.print(table)
    assert "openfisca-core is left out" in printed.get()
    assert "300" in printed.get()


def test_what_is_compared_with_is_pinned_and_no_dependency_of_the_project() -> None:
    repository = Path(rules.__file__).parent.parent
    listed = [line for line in (repository / "bench" / "requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", line) for line in listed)
    for lock in ("requirements.lock", "requirements-production.lock"):
        assert "openfisca" not in (repository / lock).read_text().lower()
