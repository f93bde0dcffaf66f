"""再次申领的测试。Whoever repaid what the upstream gives again is told which year it may claim for once more, and only where it may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policy.letters.clawback_notice import Demand
from policy.letters.clawback_progress import Claimable, Progress, Turn, clawback_progress
from policy.processes.matching.claims import claimed_again
from tests.policy.test_papers import BODIES, CLAWBACK, ITEM, UNTIL, WITHIN

LOWERED = Progress(Turn.LOWERED, Demand("BDA-2026-06-000017", "upstream_recovery", 15_000_000, UNTIL, WITHIN), before_fen=40_000_000)


def test_years_that_may_be_claimed_again_are_named_with_their_amounts_when_there_are_several() -> None:
    said = claimed_again({2025: 15_000_000, 2024: 10_000_000})
    assert said.zh == (
        "2024年度的上级资金可在年度上限内再次申领配套，按最近一次上级核对最高10万元。"
        "2025年度的上级资金可在年度上限内再次申领配套，按最近一次上级核对最高15万元。"
    )


@pytest.mark.parametrize(
    ("again", "expected"),
    [(Claimable(2025, 15_000_000), ["2025年度的上级资金可在年度上限内再次申领配套，按最近一次上级核对最高15万元"]), (None, [])],
)
def test_letter_of_a_lowered_demand_names_the_year_that_may_be_claimed_again_when_there_is_one(
    again: Claimable | None, expected: list[str]
) -> None:
    paper = clawback_progress(ITEM, CLAWBACK, replace(LOWERED, claimable_again=again), BODIES, "zh")
    assert [text.split("；")[1].rstrip("。") for text in paper.paragraphs if "再次申领" in text] == expected
