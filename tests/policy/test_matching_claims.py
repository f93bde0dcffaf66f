"""Which years of a project's money may be claimed: since it began, since the Opinions are in force, and up to today."""

from datetime import date

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import item
from policy.processes.matching.claims import require_claimable

MATCH = item("state-project-match")


def refused_year(begins: int, year: int) -> bool:
    try:
        require_claimable(MATCH, "active", date(begins, 7, 1), None, year, date(2026, 3, 2))
    except Refusal as refusal:
        assert [fault.field for fault in refusal.faults] == ["funding_year"]  # noqa: PT017 - no refusal is as good an outcome
        return True
    return False


@pytest.mark.parametrize(
    ("begins", "year", "refused"),
    [
        (2019, 2021, True),
        (2019, 2022, False),
        (2021, 2021, True),
        (2021, 2022, False),
        (2022, 2022, False),
        (2023, 2022, True),
        (2023, 2023, False),
        (2019, 2025, False),
        (2019, 2026, False),
        (2019, 2027, True),
    ],
)
def test_year_is_claimed_from_the_later_of_the_projects_and_the_opinions_beginning(begins: int, year: int, *, refused: bool) -> None:
    assert refused_year(begins, year) == refused
