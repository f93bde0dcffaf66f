from typing import Any

import pytest

from tests.policy.baselines import WAN, failed, judge


def test_pool_is_awarded_the_rate_when_recognised() -> None:
    assert judge("patent-pool").award_fen == 40 * WAN


def test_pool_is_rejected_when_not_recognised() -> None:
    assert failed(judge("patent-pool", pool_recognised=False)) == ["pool_recognised"]


def test_pool_waits_for_a_rule_when_none_is_in_force() -> None:
    assert judge("patent-pool", values={}).missing_parameters == ["rate"]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_pool_is_capped_by_the_programme_when_the_rate_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("patent-pool", values={"rate": "1"}, annual_fees_fen=5000 * WAN + step)
    assert (result.award_fen, result.capped) == (5000 * WAN + award, capped)


def test_pool_is_rejected_when_the_programme_is_spent_though_the_rate_is_missing() -> None:
    assert failed(judge("patent-pool", values={}, cap_used_fen=5000 * WAN)) == ["something_left"]


def test_ip_finance_is_guided_without_money_when_asked_for() -> None:
    assert judge("ip-finance").outcome == "no_grant"


@pytest.mark.parametrize(
    ("changes", "formula_fen"),
    [
        ({}, 40 * WAN),
        ({"annual_fees_fen": 15_000 * WAN}, 6_000 * WAN),
        ({"cap_used_fen": 4_990 * WAN}, 40 * WAN),
        ({"already_paid_fen": 15 * WAN}, 25 * WAN),
        ({"requested_fen": 40 * WAN - 1}, 40 * WAN - 1),
        ({"requested_fen": 40 * WAN + 1}, 40 * WAN),
        ({"pool_recognised": False}, None),
    ],
)
def test_formula_amount_of_a_pool_is_what_is_due_before_the_ceiling(changes: dict[str, Any], formula_fen: int | None) -> None:
    assert judge("patent-pool", **changes).formula_fen == formula_fen
