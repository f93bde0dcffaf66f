from __future__ import annotations

from itertools import pairwise

import pytest
from stdnum.cn import uscc

from sandbox.credit_code import numbered_code
from sandbox.enterprises import demo_enterprises
from sandbox.figures import YearFigures
from sandbox.population import Population
from tests.sandbox.conftest import Sandbox

THOUSANDS = Population(20_000, 1)


def figures(population: Population, ordinal: int, year: int) -> YearFigures:
    return population.enterprise(ordinal, year).figures[year]


@pytest.mark.parametrize("ordinal", [0, 1, 30, 31, 961, 12_345, 999_999])
def test_numbered_code_is_valid(ordinal: int) -> None:
    assert uscc.is_valid(numbered_code(ordinal))


def test_every_check_digit_is_valid_when_many_are_numbered() -> None:
    assert all(uscc.is_valid(numbered_code(ordinal)) for ordinal in range(0, 100_000, 97))


def test_numbered_codes_ascend() -> None:
    assert all(left < right for left, right in pairwise(numbered_code(ordinal) for ordinal in range(3_000)))


@pytest.mark.parametrize("code", [code for code, _ in demo_enterprises(THOUSANDS.enterprise(0).established_on)])
def test_numbered_codes_leave_the_demo_enterprises_theirs(code: str) -> None:
    assert Population(1_000_000).ordinal_of(code) is None


@pytest.mark.parametrize("ordinal", [0, 1, 19_999])
def test_enterprise_is_found_by_its_code(ordinal: int) -> None:
    assert THOUSANDS.ordinal_of(numbered_code(ordinal)) == ordinal


def test_enterprise_is_nobodys_when_its_number_is_beyond_the_size() -> None:
    assert THOUSANDS.ordinal_of(numbered_code(20_000)) is None
    assert Population().ordinal_of(numbered_code(0)) is None


@pytest.mark.parametrize(
    ("after", "first"), [(None, 0), ("0" * 18, 0), (numbered_code(0), 1), (numbered_code(19_999), 20_000), ("Y" * 18, 20_000)]
)
def test_page_starts_after_the_code(after: str | None, first: int) -> None:
    assert THOUSANDS.after(after) == range(first, 20_000)


def test_enterprise_is_the_same_whenever_it_is_looked_at() -> None:
    assert Population(10, 7).enterprise(3, 2026) == Population(1_000, 7).enterprise(3, 2026)


def test_enterprise_is_another_when_the_seed_is() -> None:
    assert figures(Population(10, 1), 3, 2026) != figures(Population(10, 2), 3, 2026)


def test_figures_of_a_year_are_what_the_next_year_is_compared_with() -> None:
    compared = [(figures(THOUSANDS, n, 2025).rd_expense_fen, figures(THOUSANDS, n, 2026).prior_rd_expense_fen) for n in range(500)]
    assert {prior for _, prior in compared if prior is None} == {None}
    assert all(prior in {expense, None} for expense, prior in compared)


def test_few_are_above_target_and_two_in_five_are_addressed() -> None:
    addressed = above = offered = 0
    for ordinal in range(THOUSANDS.size):
        enterprise = THOUSANDS.enterprise(ordinal, 2026)
        counted = enterprise.figures[2026]
        one = counted.little_giant or (counted.on_key_list and enterprise.size in {"large", "medium"})
        grown = counted.prior_rd_expense_fen is not None and counted.rd_expense_fen * 100 > counted.prior_rd_expense_fen * 110
        addressed, above, offered = addressed + one, above + grown, offered + (one and grown)
    assert 0.38 < addressed / THOUSANDS.size < 0.42
    assert 0.0012 < offered / THOUSANDS.size <= above / THOUSANDS.size < 0.0028


def test_records_are_the_enterprises_own_when_only_those_with_records_are_asked_for() -> None:
    bad = dict(THOUSANDS.with_records(None))
    assert 30 < len(bad) < 100
    assert {numbered_code(n): e.records for n in range(THOUSANDS.size) if (e := THOUSANDS.enterprise(n)).records} == bad


@pytest.mark.parametrize("path", ["/credit/tax/records?uscc={}", "/registration/{}", "/tax/{}", "/statistics/{}"])
async def test_authorities_know_synthetic_enterprises_while_they_are_switched_on(sandbox: Sandbox, path: str) -> None:
    asked = path.format(numbered_code(4))
    assert (await sandbox.client.get(asked)).status_code == 404
    await sandbox.client.put("/admin/population", json={"size": 5})
    assert (await sandbox.client.get(asked)).json()["uscc"] == numbered_code(4)
    await sandbox.client.put("/admin/population", json={"size": 0})
    assert (await sandbox.client.get(asked)).status_code == 404


async def test_population_is_told_when_asked_for(sandbox: Sandbox) -> None:
    await sandbox.client.put("/admin/population", json={"size": 5, "seed": 3})
    assert (await sandbox.client.get("/admin/population")).json() == {"size": 5, "seed": 3}


@pytest.mark.parametrize("body", [{"size": -1}, {"size": 1_000_001}, {}, {"size": 1, "colour": "red"}])
async def test_population_is_refused_when_it_is_out_of_range(sandbox: Sandbox, body: dict[str, int]) -> None:
    assert (await sandbox.client.put("/admin/population", json=body)).status_code == 422
