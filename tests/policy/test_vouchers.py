"""What a contract takes of a voucher, which parameters a voucher needs, and what a one-time code is kept as."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.implementing_rules import RuleBook
from policy.money import percent
from policy.processes.settlement.month import last_of, written
from policy.processes.voucher import code as codes
from policy.processes.voucher.requested import voucher_item
from policy.processes.voucher.spends import SPEND_STATES, SpendState, figures_of, worth
from policy.text import Text
from tests.policy.baselines import WAN

DAY = date(2026, 3, 2)


def law(**values: Any) -> Any:
    """Return the figures of the item with what a rule sets."""
    rules = [{"item": voucher_item().code, "from": "2022-01-14", "values": values, "document_no": "细则"}] if values else []
    return RuleBook.parse(rules).figures(voucher_item(), DAY).law


@pytest.mark.parametrize(
    ("price_fen", "left_fen", "taken_fen"),
    [(10 * WAN, 20 * WAN, 5 * WAN), (40 * WAN, 20 * WAN, 20 * WAN), (40 * WAN + 1, 20 * WAN, 20 * WAN), (10 * WAN, 1, 1), (1, 20 * WAN, 0)],
)
def test_contract_takes_the_rate_of_its_price_and_no_more_than_is_left(price_fen: int, left_fen: int, taken_fen: int) -> None:
    assert worth(price_fen, percent(50), left_fen) == taken_fen


def test_rate_and_face_are_those_of_the_rule_in_force() -> None:
    assert figures_of(voucher_item(), law(rate="0.50", face_fen=20 * WAN)) == (percent(50), 20 * WAN)


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ["rate", "face_fen"]),
        ({"rate": "0.50"}, ["face_fen"]),
        ({"face_fen": 20 * WAN}, ["rate"]),
        ({"rate": "0.50", "face_fen": 0}, ["face_fen"]),
    ],
)
def test_nothing_is_issued_without_a_parameter_and_each_is_named(values: dict[str, Any], missing: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        figures_of(voucher_item(), law(**values))
    assert refused.value.code == "needs_parameter"
    assert [fault.field for fault in refused.value.faults] == missing
    assert refused.value.clause == "第(十二)条"


def test_code_is_drawn_from_signs_nobody_takes_for_each_other_and_never_twice_the_same() -> None:
    drawn = {codes.draw() for _ in range(1000)}
    assert len(drawn) == 1000
    assert not set("01OIL") & set("".join(drawn))
    assert {len(code) for code in drawn} == {codes.CODE_LENGTH}


def test_code_counts_however_it_is_typed_and_with_its_own_salt_alone() -> None:
    salt = codes.new_salt()
    kept = codes.digest("K7QF2MXW", salt)
    assert b"K7QF2MXW" not in kept
    assert codes.is_same(" k7qf－2mxw ", salt, kept)
    assert not codes.is_same("K7QF2MXV", salt, kept)
    assert not codes.is_same("K7QF2MXW", codes.new_salt(), kept)


@pytest.mark.parametrize("state", [SpendState.SETTLING, SpendState.SETTLED, SpendState.RESERVED, SpendState.UNPAID])
def test_only_what_is_spent_and_in_no_settlement_is_given_back(state: SpendState) -> None:
    with pytest.raises(Refusal):
        SPEND_STATES.follow(state, SpendState.REFUNDED)
    assert SPEND_STATES.follow(SpendState.SPENT, SpendState.REFUNDED) == SpendState.REFUNDED


@pytest.mark.parametrize(
    ("day", "last"), [(date(2026, 11, 1), 30), (date(2028, 2, 29), 29), (date(2027, 2, 1), 28), (date(2026, 12, 31), 31)]
)
def test_month_is_over_after_its_last_day(day: date, last: int) -> None:
    assert last_of(day) == day.replace(day=last)
    assert written(day) == f"{day.year}-{day.month:02d}"


def test_item_is_that_of_the_catalogue() -> None:
    assert voucher_item().title == Text("科技创新服务券", "Innovation voucher")
