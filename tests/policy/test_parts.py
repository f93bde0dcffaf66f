"""分期拨付的各期。In which parts an award is paid: what each comes to, to the fen, and what rules may not write."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.implementing_rules import parse_rule, parts_by
from policy.language.parts import divide, months_after, parse_parts, read_parts
from policy.money import wan

CONDITION = {"zh": "验收通过", "en": "it passed acceptance"}
TWO: list[dict[str, Any]] = [{"share": "0.4"}, {"share": "0.6", "months": 12, "condition": CONDITION}]
THREE: list[dict[str, Any]] = [
    {"share": "0.333333333"},
    {"share": "0.333333333", "months": 6},
    {"share": "0.333333334", "on": "2027-06-30"},
]


@pytest.mark.parametrize(
    ("amount_fen", "amounts"),
    [(wan(30), [wan(12), wan(18)]), (wan(30) - 1, [wan(12) - 1, wan(18)]), (wan(30) + 1, [wan(12), wan(18) + 1])],
)
def test_each_part_is_rounded_down_and_the_last_takes_the_rest(amount_fen: int, amounts: list[int]) -> None:
    assert divide(amount_fen, read_parts(TWO)) == amounts


@pytest.mark.parametrize("amount_fen", [wan(100) - 1, wan(100), wan(100) + 1, 4, 5])
def test_parts_sum_to_the_whole_whatever_their_shares(amount_fen: int) -> None:
    assert sum(divide(amount_fen, read_parts(THREE))) == amount_fen


@pytest.mark.parametrize(("amount_fen", "amounts"), [(0, [0]), (1, [1]), (2, [2]), (3, [1, 2])])
def test_amount_is_undivided_when_a_part_of_it_would_be_nothing(amount_fen: int, amounts: list[int]) -> None:
    assert divide(amount_fen, read_parts(TWO)) == amounts


@pytest.mark.parametrize(
    "changed",
    [
        {"share": "0.59"},
        {"share": "0.61"},
        {"share": 0.6},
        {"months": 0},
        {"months": 121},
        {"months": None},
        {"on": "2027-06-30"},
        {"condition": {"zh": "验收通过"}},
        {"condition": {"zh": "验收通过", "en": " "}},
        {"paid": True},
    ],
)
def test_parts_are_refused_when_they_are_no_whole_or_say_what_nobody_reads(changed: dict[str, Any]) -> None:
    assert parse_parts([TWO[0], TWO[1] | changed]) is None


@pytest.mark.parametrize("parts", [[], TWO[:1], [{"share": "1"}], [TWO[1], TWO[0]], [{"share": "0"}, {"share": "1", "months": 1}]])
def test_parts_are_refused_when_they_are_not_several_or_the_first_waits(parts: list[dict[str, Any]]) -> None:
    assert parse_parts(parts) is None


def test_parts_are_written_as_they_were_read() -> None:
    assert [part.as_dict() for part in read_parts(THREE)] == THREE
    assert [part.as_dict() for part in read_parts(TWO)] == TWO


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_part_is_due_on_the_same_day_of_a_later_month_or_its_last(day: date, months: int, due: date) -> None:
    assert months_after(day, months) == due


def test_rules_may_have_an_award_paid_in_parts_but_no_yearly_claim() -> None:
    written = {"from": "2026-01-01", "to": None, "document_no": "细则1号", "values": {"instalments": TWO}}
    assert read_parts(parse_rule(ITEMS["science-award"], written).as_dict()["values"]["instalments"]) == read_parts(TWO)
    for item in ("plan-interest", "matching", "startup-equity"):
        if item in ITEMS:
            with pytest.raises(Refusal):
                parse_rule(ITEMS[item], written)


def test_last_rule_says_in_which_parts_an_award_is_paid_when_several_do() -> None:
    rules: list[dict[str, Any]] = [{"values": {"instalments": THREE}}, {"values": {"repay": "full"}}, {"values": {"instalments": TWO}}]
    assert parts_by(rules) == read_parts(TWO)
    assert parts_by([{"values": {"repay": "full"}}]) == ()
