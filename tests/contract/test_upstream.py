from __future__ import annotations

import pytest

from sandbox.clock import today
from sandbox.enterprises import CHENXIN
from sandbox.upstream_projects import INSURANCE_POLICY, NATIONAL_PROJECT, REDUCED_PROJECT
from tests.contract.conftest import Outside


async def test_project_tells_what_it_received(outside: Outside) -> None:
    project = await outside.upstream.project(NATIONAL_PROJECT)
    assert project is not None
    assert (project.uscc, project.level, project.status) == (CHENXIN, "national", "active")
    assert [received.year for received in project.received] == [today().year - 2, today().year - 1, today().year]


async def test_project_tells_since_when_it_is_reduced(outside: Outside) -> None:
    project = await outside.upstream.project(REDUCED_PROJECT)
    assert project is not None
    assert (project.status, project.changed_on, project.document_no is None) == ("reduced", today().replace(month=1, day=15), False)


@pytest.mark.parametrize("number", ["NO-SUCH", "京科〔2026〕1号", "A/B"])
async def test_project_and_subsidy_are_none_when_nobody_knows_them(outside: Outside, number: str) -> None:
    assert await outside.upstream.project(number) is None
    assert await outside.upstream.insurance_subsidy(number) is None


async def test_subsidy_tells_what_the_city_paid(outside: Outside) -> None:
    subsidy = await outside.upstream.insurance_subsidy(INSURANCE_POLICY)
    assert subsidy is not None
    assert (subsidy.year, subsidy.subsidy_fen) == (today().year - 1, 120_000_000)
