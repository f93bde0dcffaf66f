"""限制申报的测试。The last day of a bar: ahead, and no further than the years that bad records count or a rule allows."""

from __future__ import annotations

from datetime import date

import pytest

from policy.errors import Code, Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.implementing_rules import RuleBook
from policy.language.parameters import MOST_BARRING_YEARS
from policy.opinions_2022_8.general_terms import BAD_RECORD_YEARS
from policy.processes.debarment.term import read_until

ON = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("until", "on", "years", "allowed"),
    [
        ("2026-03-08", ON, 3, False),
        ("2026-03-09", ON, 3, False),
        ("2026-03-10", ON, 3, True),
        ("2029-03-08", ON, 3, True),
        ("2029-03-09", ON, 3, True),
        ("2029-03-10", ON, 3, False),
        ("2027-03-09", ON, 1, True),
        ("2027-03-10", ON, 1, False),
        ("2026-03-10", ON, 0, False),
        ("2031-02-28", date(2028, 2, 29), 3, True),
        ("2031-03-01", date(2028, 2, 29), 3, False),
        ("2026-02-30", ON, 3, False),
        ("9999-12-31", ON, 3, False),
    ],
)
def test_last_day_of_a_bar_is_taken_when_it_is_ahead_and_within_the_years(until: str, on: date, years: int, allowed: bool) -> None:  # noqa: FBT001 - a parameter
    if allowed:
        assert read_until(until, on, years).isoformat() == until
        return
    with pytest.raises(Refusal) as refused:
        read_until(until, on, years)
    assert (refused.value.code, [fault.field for fault in refused.value.faults]) == (Code.INVALID_INPUT, ["until"])


def test_bar_lasts_no_longer_than_bad_records_count() -> None:
    assert MOST_BARRING_YEARS == BAD_RECORD_YEARS


@pytest.mark.parametrize(("written", "years"), [(None, 3), (0, 0), (2, 2), (3, 3)])
def test_rule_lets_bars_be_shorter(written: int | None, years: int) -> None:
    rules = [] if written is None else [{"item": "science-award", "from": "2026-01-01", "values": {"barring_years": written}}]
    assert RuleBook.parse(rules).figures(ITEMS["science-award"], ON).law.barring_years == years


def test_rule_is_refused_when_it_lets_bars_be_longer() -> None:
    with pytest.raises(Refusal):
        RuleBook.parse([{"item": "science-award", "from": "2026-01-01", "values": {"barring_years": 4}}])
