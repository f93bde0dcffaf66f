"""What rules say of applying: papers with their codes, and what an item is taken once for; nothing of it is support."""

from __future__ import annotations

from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.implementing_rules import RuleBook

PAPER = {"code": "group_photo", "zh": "获奖合影", "en": "Photo of the group"}


def rule(item: str = "science-award", **values: Any) -> list[dict[str, Any]]:
    return [{"item": item, "from": "2022-01-14", "values": values}]


def test_papers_are_written_as_they_were_read() -> None:
    [read] = RuleBook.parse(rule(required_evidence=[PAPER], once_per=["year", "project"])).rules
    assert read.as_dict()["values"] == {"required_evidence": [PAPER], "once_per": ["year", "project"]}


@pytest.mark.parametrize(
    "values",
    [
        {"required_evidence": [PAPER, PAPER]},
        {"required_evidence": [{"code": "x"}]},
        {"required_evidence": [PAPER | {"code": "Photo"}]},
        {"required_evidence": [PAPER | {"zh": " "}]},
        {"required_evidence": [PAPER | {"more": "x"}]},
        {"required_evidence": [PAPER | {"code": "certificate_no"}]},
        {"required_evidence": "group_photo"},
        {"required_evidence": [PAPER | {"code": f"a{number}"} for number in range(21)]},
        {"once_per": ["month"]},
        {"once_per": "year"},
    ],
)
def test_rule_is_refused_when_a_paper_or_a_scope_is_not_one(values: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        RuleBook.parse(rule(**values))


def test_item_without_a_number_is_taken_once_a_year_alone() -> None:
    without = next(item.code for item in ITEMS.values() if item.money and item.identifier is None)
    RuleBook.parse(rule(without, once_per=["year"]))
    with pytest.raises(Refusal):
        RuleBook.parse(rule(without, once_per=["project"]))


@pytest.mark.parametrize(("years", "taken"), [(0, True), (30, True), (31, False), (True, False)])
def test_years_of_a_recognition_are_bounded(years: object, *, taken: bool) -> None:
    if taken:
        RuleBook.parse(rule("patent-pool", validity_years=years))
        return
    with pytest.raises(Refusal):
        RuleBook.parse(rule("patent-pool", validity_years=years))


def test_item_that_reads_no_register_has_no_years_of_a_recognition() -> None:
    assert "validity_years" not in ITEMS["science-award"].parameters


def test_superior_policy_lowers_nothing_that_is_no_support() -> None:
    with pytest.raises(Refusal):
        RuleBook.parse([rule(once_per=["year"])[0] | {"superior": {"title": "上位政策"}}])
