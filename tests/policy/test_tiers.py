"""Rates by brackets: how they are written, what is due by them to the fen, and that no bracket goes past the law."""

from __future__ import annotations

from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.judging.implementing_rules import RuleBook
from policy.letters.calculation import reckoning
from policy.money import Rate, Tiers, parse_tiers
from tests.policy.baselines import WAN, document

ITEM = "plan-rent"
BRACKETS = [{"up_to_fen": 10 * WAN, "rate": "0.5"}, {"up_to_fen": 20 * WAN, "rate": "0.3"}, {"rate": "0.1"}]


def rule(value: Any, item: str = ITEM, **beside: Any) -> list[dict[str, Any]]:
    return [{"item": item, "from": "2022-01-14", "values": {"rate": value}, **beside}]


@pytest.mark.parametrize(
    ("rent_fen", "award_fen"),
    [
        (1, 0),
        (2, 1),
        (10 * WAN, 5 * WAN),
        (10 * WAN + 3, 5 * WAN),
        (10 * WAN + 4, 5 * WAN + 1),
        (20 * WAN, 8 * WAN),
        (20 * WAN + 9, 8 * WAN),
        (20 * WAN + 10, 8 * WAN + 1),
        (100 * WAN, 16 * WAN),
    ],
)
def test_each_rate_is_of_the_part_in_its_bracket_and_the_sum_is_rounded_down_once(rent_fen: int, award_fen: int) -> None:
    result = assess(ITEM, document(ITEM, rent_paid_fen=rent_fen), rule(BRACKETS))
    assert (result.award_fen or 0) == award_fen


def test_parts_of_a_fen_are_added_before_they_are_rounded() -> None:
    assert Tiers(((1, Rate(1, 2)), (None, Rate(1, 2)))).share_of(2) == 1


@pytest.mark.parametrize(
    "written",
    [
        [],
        [{"rate": "0.1"}],
        [{"up_to_fen": 5, "rate": "0.1"}],
        [{"up_to_fen": 5, "rate": "0.1"}, {"up_to_fen": 6, "rate": "0.1"}],
        [{"up_to_fen": 5, "rate": "0.1"}, {"up_to_fen": 5, "rate": "0.1"}, {"rate": "0.2"}],
        [{"up_to_fen": 6, "rate": "0.1"}, {"up_to_fen": 5, "rate": "0.1"}, {"rate": "0.2"}],
        [{"up_to_fen": 0, "rate": "0.1"}, {"rate": "0.2"}],
        [{"up_to_fen": True, "rate": "0.1"}, {"rate": "0.2"}],
        [{"up_to_fen": 5, "rate": 0.1}, {"rate": "0.2"}],
        [{"up_to_fen": 5, "rate": "0.1", "more": 1}, {"rate": "0.2"}],
        [{"rate": "0.1"}, {"rate": "0.2"}],
        ["0.1", "0.2"],
    ],
)
def test_brackets_are_refused_when_they_do_not_rise_to_an_open_end(written: object) -> None:
    assert parse_tiers(written) is None
    with pytest.raises(Refusal):
        RuleBook.parse(rule(written))


def test_brackets_are_written_as_they_were_read() -> None:
    read = parse_tiers(BRACKETS)
    assert read is not None
    assert read.as_list() == BRACKETS


@pytest.mark.parametrize(("rate", "taken"), [("0.5", True), ("0.500000001", False)])
def test_no_bracket_goes_past_what_the_law_allows(rate: str, *, taken: bool) -> None:
    brackets = [{"up_to_fen": 5, "rate": "0.1"}, {"rate": rate}]
    if taken:
        RuleBook.parse(rule(brackets, "core-technology"))
        return
    with pytest.raises(Refusal):
        RuleBook.parse(rule(brackets, "core-technology"))


def test_rate_that_is_no_support_is_not_set_by_brackets() -> None:
    values = [{"item": ITEM, "from": "2022-01-14", "values": {"late_rate": BRACKETS}}]
    with pytest.raises(Refusal):
        RuleBook.parse(values)


def test_superior_policy_lowers_every_bracket_to_its_rate_and_sets_none() -> None:
    superior = {"title": "上位政策"}
    lowering = rule("0.2", superior=superior)
    assert assess(ITEM, document(ITEM, rent_paid_fen=30 * WAN), [*rule(BRACKETS), *lowering]).award_fen == 5 * WAN
    with pytest.raises(Refusal):
        RuleBook.parse(rule(BRACKETS, superior=superior))


def test_whoever_decides_reads_every_bracket_in_both_languages() -> None:
    result = assess(ITEM, document(ITEM, rent_paid_fen=30 * WAN), rule(BRACKETS))
    said = reckoning(ITEMS[ITEM], result.tree, result.award_fen, None)
    assert said is not None
    assert "分档比例（不超过10万元的部分50%，超过10万元、不超过20万元的部分30%，超过20万元的部分10%）" in said.zh
    assert "50% up to 100,000 yuan" in said.en
